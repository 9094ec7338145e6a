// One cluster: its map, its ways out, what is wrong, what is not known and what settles it.
function showDetail(page, cluster) {
  const source = page.sources[cluster.source];
  const title = made("h2", { tabindex: "-1" }, cluster.name || "(no name)");
  const close = made("button", { type: "button" }, "Close");
  byId("detail").replaceChildren(
    title,
    made("p", {}, made("span", { class: cluster.state }, SIGNS[cluster.state]), ` · ${[source.name, source.kind, cluster.stack].filter(Boolean).join(" · ")}`),
    made("p", { class: "soft" }, made("code", {}, cluster.address), cluster.at && !cluster.at.startsWith("<") ? ` at ${cluster.at}` : ""),
    drawMap([cluster], `Egress map of ${cluster.name}`) || made("p", {}, "Nothing is known of its ways out."),
    ...waysOf(cluster),
    ...findingsOf(page, cluster),
    close);
  byId("detail").hidden = false;
  title.focus();
  return close;
}

function waysOf(cluster) {
  if (!cluster.ways.length) return [];
  const heads = ["Pool", "Subnet", "Exit", "IPs", "Idle timeout"];
  const rows = cluster.ways.map((way) => made("tr", {},
    made("td", {}, `${way.role === "pod" ? "pods of " : ""}${way.pool}`),
    made("td", {}, way.subnet || "managed by AKS"),
    made("td", {}, [way.exit.replaceAll("-", " "), way.gateway].filter(Boolean).join(" ")),
    made("td", {}, way.ips.join(" ") || "not known", way.count === null ? "" : ` (${count(way.count, "IP")})`, ...causesOf(way.causes)),
    made("td", {}, way.idle === null ? "" : count(way.idle, "minute"))));
  return [made("h3", {}, "Ways out"), made("table", {}, made("thead", {}, made("tr", {}, ...heads.map((head) => made("th", { scope: "col" }, head)))), made("tbody", {}, ...rows))];
}

function causesOf(causes) {
  return causes.map(([why, at, settle]) => made("div", { class: "soft" }, "not known: ", ...spoken(why), at ? ` (${at})` : "", ...(settle ? ["; to settle it: ", ...spoken(settle)] : [])));
}

function findingsOf(page, cluster) {
  const found = cluster.findings.map((place) => page.findings[place]);
  if (!found.length) return [made("h3", {}, "Findings"), made("p", {}, "None.")];
  return [made("h3", {}, count(found.length, "finding")), ...found.map((one) => made("div", { class: `finding ${one.as}` },
    made("div", { class: "as" }, `${one.as} · ${one.rule}`),
    made("div", {}, ...spoken(one.text)),
    one.at ? made("div", {}, made("code", {}, one.at)) : null,
    one.when ? made("div", {}, ...spoken(one.when)) : null,
    ...one.related.map(([text, at]) => made("div", { class: "soft" }, ...spoken(text), at ? ` (${at})` : "")),
    ...causesOf(one.causes),
    one.mend ? made("div", {}, "To mend it: ", ...spoken(one.mend)) : null))];
}
