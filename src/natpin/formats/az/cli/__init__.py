"""What az commands do, apart from the language that runs them."""
