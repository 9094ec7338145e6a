// What is shown of one cluster: its map, its ways out, what drifted, what is wrong and why, what is not known and what settles it.
function clusterParts(page, cluster, follow) {
  const source = page.sources[cluster.source];
  const evidence = new Set(cluster.evidence);
  for (const place of cluster.findings) evidence.delete(page.findings[place].evidence);
  return [
    made("p", {}, made("span", { class: cluster.state }, SIGNS[cluster.state]), ` · ${[source.name, source.kind, cluster.stack].filter(Boolean).join(" · ")}`),
    made("p", { class: "soft" }, made("code", {}, cluster.address), cluster.at && !cluster.at.startsWith("<") ? ` at ${cluster.at}` : ""),
    ...causesOf(cluster.causes || []),
    ...(cluster.now ? nowOf(cluster) : [drawMap(page, cluster.ways, `Egress map of ${cluster.name}`, follow.box) || made("p", {}, "Nothing is known of its ways out."), ...waysOf(page, cluster, follow)]),
    ...findingsOf(page, cluster.findings),
    ...(cluster.uncompared && cluster.uncompared.length ? [made("h3", {}, `${count(cluster.uncompared.length, "value")} not compared`), ...causesOf(cluster.uncompared)] : []),
    ...(evidence.size ? [made("h3", {}, "What other verdicts rest on"), ...[...evidence].map((place) => evidenceOf(page.evidence[place]))] : []),
  ];
}

function nowOf(cluster) {
  return cluster.now.length ? [made("h3", {}, "Ways out as they are live"), listed(cluster.now.map(spoken))] : [];
}

// An exit, an IP or a partner, as a button that shows who uses it.
function waysOf(page, cluster, follow) {
  if (!cluster.ways.length) return [];
  const leading = (way, column, text) => {
    const box = way.arrows.find((one) => page.boxes[one][0] === column && page.boxes[one][1] === text);
    return box === undefined ? text : button(text, () => follow.box(box), { class: "name", title: "Who uses it?" });
  };
  const rows = cluster.ways.map((way) => [
    `${way.role === "pod" ? "pods of " : ""}${way.pool}`,
    way.subnet,
    way.gateway ? [`${exitOf(way)} `, leading(way, 3, way.gateway)] : leading(way, 3, exitOf(way)),
    [...(way.ips === null ? [leading(way, 4, "not known")] : way.ips.map((ip) => made("div", {}, leading(way, 4, ip)))), way.count === null ? "" : made("div", { class: "soft" }, count(way.count, "IP")), ...causesOf(way.causes)],
    way.partners.map((partner) => made("div", {}, leading(way, 5, partner))),
    way.idle === null ? "" : count(way.idle, "minute")]);
  return [made("h3", {}, "Ways out"), tableOf(["Pool", "Subnet", "Exit", "IPs", "Promised to", "Idle timeout"], rows)];
}

function causesOf(causes) {
  return causes.map(([why, at, settle]) => made("div", { class: "cause" }, made("div", {}, "not known: ", ...spoken(why), at ? ` (${at})` : ""),
    settle ? made("div", {}, "to settle it: ", made("code", {}, settle)) : null));
}

const GRAVEST = ["error", "unknown", "warning", "note", "accepted"];

function findingsOf(page, places) {
  const found = places.map((place) => page.findings[place]);
  if (!found.length) return [made("h3", {}, "Findings"), made("p", {}, "None.")];
  found.sort((a, b) => GRAVEST.indexOf(a.as) - GRAVEST.indexOf(b.as));
  return [made("h3", {}, count(found.length, "finding")), ...found.map((one) => made("div", { class: `finding ${one.as}` },
    made("div", { class: "as" }, `${one.as} · ${one.rule}`),
    made("div", {}, ...spoken(one.text)),
    one.declared === undefined ? null : made("div", {}, "declared ", made("code", {}, one.declared), ", live ", made("code", {}, one.live)),
    one.since ? made("div", {}, one.since) : null,
    one.at ? made("div", {}, made("code", {}, one.at)) : null,
    linesOf(one.lines),
    one.when ? made("div", {}, ...spoken(one.when)) : null,
    ...one.related.map(([text, at]) => made("div", { class: "soft" }, ...spoken(text), at ? ` (${at})` : "")),
    ...causesOf(one.causes),
    one.mend ? made("div", {}, "To fix it: ", ...spoken(one.mend)) : null,
    typeof one.evidence === "number" ? evidenceOf(page.evidence[one.evidence]) : null))];
}

// Lines of the files, what is meant in them marked.
function linesOf(lines) {
  if (!lines.length) return null;
  return made("pre", { class: "lines", tabindex: "0", role: "group", "aria-label": "Lines of the files" }, ...lines.flatMap(([at, before, meant, after], place) =>
    [place ? "\n" : "", made("span", { class: "soft" }, `${at}  `), before, made("mark", {}, meant), after]));
}

const VERDICTS = { pass: "passes for", fail: "fails for", unknown: "is unknown for", "not-applicable": "does not apply to" };

function evidenceOf(one) {
  const places = (several) => listed(several.map(([at, text, through]) => [
    at ? made("code", {}, at) : "", at ? " " : "", ...spoken(text),
    through.length ? listed(through.map((step, place) => [made("code", {}, step), place === through.length - 1 ? " written here" : " handed on here"])) : ""]));
  return made("details", {}, made("summary", {}, `Evidence: ${one.rule} ${VERDICTS[one.verdict]} ${one.about}`), ...one.grounds.flatMap((ground) => [
    ground.when ? made("p", {}, `${VERDICTS[ground.verdict].replace(/ (for|to)$/, "")} when ${ground.when}`) : null,
    ground.facts.length ? made("p", {}, `because ${ground.facts.join("; ")}`) : null,
    ...causesOf(ground.causes), places(ground.places),
    ...(ground.path.length ? [made("p", {}, "How this traffic leaves, where it is not told above:"), places(ground.path)] : []),
    ground.exact ? null : made("p", {}, "The search was cut short: some of these places may not matter.")].filter(Boolean)));
}

// Who leaves through one exit, from one IP, or from what one partner was promised.
function usersParts(page, column, label, follow) {
  const users = [];
  for (const cluster of page.clusters) {
    const ways = cluster.ways.filter((way) => way.arrows.some((box) => page.boxes[box][0] === column && page.boxes[box][1] === label));
    if (ways.length) users.push([cluster, ways]);
  }
  const ways = users.flatMap((one) => one[1]);
  if (!ways.length) return [made("p", {}, "Nothing leaves that way.")];
  const rows = users.slice(0, PAGE).map(([cluster, own]) => [
    button(cluster.name || "(no name)", () => follow.cluster(cluster), { class: "name" }),
    page.sources[cluster.source].name || cluster.stack,
    own.map((way) => `${way.role === "pod" ? "pods of " : ""}${way.pool}`).join(", "),
    uniq(own.map((way) => way.subnet)).join(", ")]);
  return [
    made("p", {}, `${count(users.length, "cluster")}, ${count(ways.length, "way")} out.`),
    users.length > MOST_DRAWN ? made("p", {}, `The first ${MOST_DRAWN} clusters are drawn, the first ${PAGE} are listed.`) : "",
    drawMap(page, users.slice(0, MOST_DRAWN).flatMap((one) => one[1]), `Egress map of ${label}`, follow.box) || "",
    tableOf(["Cluster", "Source", "Pools", "Subnets"], rows)];
}
