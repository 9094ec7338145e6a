// Draws the maps of a page, by the copy of Mermaid that lies beside this file. A page without a map loads nothing; without
// Mermaid, or without script, a map stands there as its text.
(() => {
  const beside = document.currentScript.src;
  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("pre.mermaid")) return;
    const script = document.createElement("script");
    script.src = new URL("mermaid.min.js", beside).href;
    script.addEventListener("load", () => {
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: "neutral" });
      mermaid.run({ querySelector: "pre.mermaid" });
    });
    document.head.append(script);
  });
})();
