// Joins the parts. What is shown stands in the address, so that a link shows the same.
(() => {
  const page = JSON.parse(byId("data").textContent);
  const fields = ["q", "state", "exit", "sort", "down", "page", "cluster", "draw"];
  let opened = "", drawing = "";

  const table = new Table(page, (cluster) => open(cluster), () => keep());

  function keep() {
    const parts = new URLSearchParams();
    const now = { ...table.view, page: table.view.page || "", cluster: opened, draw: drawing };
    for (const field of fields) if (now[field] && !(field === "sort" && now[field] === "state")) parts.set(field, now[field]);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    document.querySelectorAll("#totals button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.state === table.view.state)));
  }

  function open(cluster) {
    opened = cluster.id;
    drawing = "";
    shut(showDetail(page, cluster), cluster.id);
    keep();
  }

  function shut(button, id) {
    button.addEventListener("click", () => {
      opened = drawing = "";
      byId("detail").hidden = true;
      byId("detail").replaceChildren();
      keep();
      (document.querySelector(`tr[data-id="${id}"] button`) || byId("draw")).focus();
    });
  }

  function drawShown() {
    const most = 60;
    const some = table.shown.slice(0, most);
    const title = made("h2", { tabindex: "-1" }, "Egress map of what is shown");
    const close = made("button", { type: "button" }, "Close");
    const left = table.shown.length - some.length;
    byId("detail").replaceChildren(title,
      left > 0 ? made("p", {}, `The first ${most} clusters are drawn; ${left.toLocaleString("en")} more are not. Search for a gateway, an IP or a partner to draw those that use it.`) : "",
      drawMap(some, "Egress map of the clusters that are shown") || made("p", {}, "Nothing to draw."), close);
    byId("detail").hidden = false;
    opened = "";
    drawing = "1";
    shut(close, "");
    title.focus();
    keep();
  }

  function totals() {
    const numbers = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const cluster of page.clusters) numbers[cluster.state] += 1;
    const tile = (state, number, label) => {
      const button = made("button", { type: "button", "data-state": state, "aria-pressed": "false" }, made("b", { class: state }, number.toLocaleString("en")), label);
      button.addEventListener("click", () => table.apply({ state: table.view.state === state ? "" : state }));
      return button;
    };
    byId("totals").replaceChildren(tile("", page.clusters.length, "clusters"), ...STATES.map((state) => tile(state, numbers[state], SIGNS[state])));
  }

  function missing() {
    const absent = page.sources.filter((source) => source.missing !== null);
    const partly = page.sources.filter((source) => source.notes.length);
    const list = (lead, items) => [made("p", { class: "lead" }, lead), made("ul", {}, ...items.map((item) => made("li", {}, item)))];
    byId("missing").replaceChildren(
      ...(absent.length ? list(`${count(absent.length, "source")} could not be read: nothing is known of the clusters there`, absent.map((one) => `${one.name}: ${one.missing}`)) : []),
      ...partly.map((one) => made("details", {}, made("summary", {}, `${one.name || "Not read, or not followed"}: ${count(one.notes.length, "note")}`), made("ul", {}, ...one.notes.map((note) => made("li", {}, note))))));
  }

  function restore() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const view = { q: "", state: "", exit: "", sort: "state", down: "", page: 0 };
    for (const field of Object.keys(view)) if (parts.get(field)) view[field] = field === "page" ? Number(parts.get(field)) || 0 : parts.get(field);
    byId("search").value = view.q;
    byId("exits").value = view.exit;
    const wanted = parts.get("cluster"), draw = parts.get("draw");
    table.apply(view);
    const cluster = wanted && page.clusters.find((one) => one.id === wanted);
    if (cluster) open(cluster);
    else if (draw) drawShown();
  }

  const taken = page.sources.map((source) => source.taken).filter(Boolean).sort();
  byId("made").textContent = [`natpin ${page.natpin}`, count(page.sources.length, "source"), taken.length ? `looked at ${taken[0] === taken.at(-1) ? taken[0] : `between ${taken[0]} and ${taken.at(-1)}`}` : ""].filter(Boolean).join(" · ");
  byId("exits").replaceChildren(made("option", { value: "" }, "any"), ...uniq(page.clusters.flatMap(exitsOf)).sort().map((exit) => made("option", { value: exit }, exit)));
  byId("exits").addEventListener("change", (event) => table.apply({ exit: event.target.value }));
  byId("search").addEventListener("input", (event) => table.apply({ q: event.target.value }));
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("draw").addEventListener("click", drawShown);
  byId("save").addEventListener("click", (event) => { event.target.href = `data:application/json,${encodeURIComponent(byId("data").textContent)}`; });
  window.addEventListener("hashchange", restore);
  totals();
  missing();
  restore();
})();
