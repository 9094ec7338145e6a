// Joins the parts. What is shown stands in the address, so that a link shows the same.
(() => {
  const page = JSON.parse(byId("data").textContent);
  const fields = ["q", "state", "exit", "sort", "down", "page", "cluster", "draw", "column", "who"];
  const nothing = { cluster: "", draw: "", column: "", who: "" };
  let opened = nothing;

  const table = new Table(page, (cluster) => follow.cluster(cluster), () => keep());

  function keep() {
    const parts = new URLSearchParams();
    const now = { ...table.view, page: table.view.page || "", ...opened };
    for (const field of fields) if (now[field] && !(field === "sort" && now[field] === "state")) parts.set(field, now[field]);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    document.querySelectorAll("#totals button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.state === table.view.state)));
  }

  // Shows one thing below the table. ``back``: what has the focus once it is closed.
  function reveal(title, parts, what, back) {
    const head = made("h2", { tabindex: "-1" }, title);
    const close = button("Close", () => {
      opened = nothing;
      byId("detail").hidden = true;
      byId("detail").replaceChildren();
      keep();
      (document.querySelector(back) || byId("draw")).focus();
    });
    byId("detail").replaceChildren(head, ...parts, close);
    byId("detail").hidden = false;
    opened = { ...nothing, ...what };
    head.focus();
    keep();
  }

  const follow = {
    cluster: (cluster) => reveal(cluster.name || "(no name)", clusterParts(page, cluster, follow), { cluster: cluster.id }, `tr[data-id="${cluster.id}"] button`),
    box: (box) => follow.users(page.boxes[box][0], page.boxes[box][1]),
    users: (column, label) => reveal(asking(column, label), usersParts(page, column, label, follow), { column: String(column), who: label }, "#draw"),
  };

  function asking(column, label) {
    return ["Who", "Who", "Who leaves from", "Who leaves through", "Who leaves from", "Who leaves from what was promised to"][column] + ` ${label}?`;
  }

  function drawShown() {
    const left = table.shown.length - MOST_DRAWN;
    reveal("Egress map of what is shown", [
      left > 0 ? made("p", {}, `The first ${MOST_DRAWN} clusters are drawn; ${left.toLocaleString("en")} more are not. Search for a gateway, an IP or a partner to draw those that use it.`) : "",
      drawMap(page, table.ways(MOST_DRAWN), "Egress map of the clusters that are shown", follow.box) || made("p", {}, "Nothing to draw."),
    ], { draw: "1" }, "#draw");
  }

  function totals() {
    const numbers = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const state of table.gravest) numbers[state] += 1;
    const tile = (state, number, label) => {
      const one = button(made("b", { class: state }, number.toLocaleString("en")), () => table.apply({ state: table.view.state === state ? "" : state }), { "data-state": state, "aria-pressed": "false" });
      one.append(label);
      return one;
    };
    byId("totals").replaceChildren(tile("", table.gravest.length, "clusters"), ...STATES.map((state) => tile(state, numbers[state], SIGNS[state])));
  }

  function missing() {
    const named = (one, text) => [one.name, text].filter(Boolean).join(": ");
    const absent = page.sources.filter((source) => source.missing !== null).map((one) => named(one, one.missing));
    const gaps = page.sources.flatMap((source) => source.gaps.map((gap) => named(source, gap)));
    const list = (lead, items) => (items.length ? [made("p", { class: "lead" }, lead), listed(items)] : []);
    byId("missing").replaceChildren(
      ...list(`${count(absent.length, "source")} could not be read: nothing is known of the clusters there`, absent),
      ...list(`${count(gaps.length, "part")} of what was looked at could not be read: there may be more clusters than are shown`, gaps),
      ...page.sources.filter((source) => source.findings.length).map((one) => made("details", {},
        made("summary", {}, `${[one.name, count(one.findings.length, "finding")].filter(Boolean).join(": ")} about no cluster`), ...findingsOf(page, one.findings))),
      ...page.sources.filter((source) => source.notes.length).map((one) => made("details", {},
        made("summary", {}, `${one.name || "Not read, or not followed"}: ${count(one.notes.length, "note")}`),
        listed(one.notes.map(([why, at, settle]) => [at ? made("code", {}, at) : "", at ? " " : "", ...spoken(why), ...(settle ? ["; to settle it: ", made("code", {}, settle)] : [])])))));
  }

  function restore() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const view = { q: "", state: "", exit: "", sort: "state", down: "", page: 0 };
    for (const field of Object.keys(view)) if (parts.get(field)) view[field] = field === "page" ? Number(parts.get(field)) || 0 : parts.get(field);
    byId("search").value = view.q;
    byId("exits").value = view.exit;
    const wanted = parts.get("cluster"), column = Number(parts.get("column"));
    table.apply(view);
    const cluster = wanted && page.clusters.find((one) => one.id === wanted);
    if (cluster) follow.cluster(cluster);
    else if (column > 2 && column < page.columns.length && parts.get("who")) follow.users(column, parts.get("who"));
    else if (parts.get("draw")) drawShown();
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
