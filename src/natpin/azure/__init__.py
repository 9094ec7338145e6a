"""The only home of the Azure SDK: credentials, the live reader, and the cloud that provisioning writes to."""
