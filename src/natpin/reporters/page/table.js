// The table of clusters: what is searched, filtered, sorted and shown, a page at a time.
const STATES = ["fails", "unknown", "warns", "passes"];
const SIGNS = { fails: "✗ fails", unknown: "? unknown", warns: "! warns", passes: "✓ passes" };
const PAGE = 100;
const MOST_DRAWN = 60;
const exitOf = (way) => way.exit.replaceAll("-", " ");
const exitsOf = (cluster) => uniq(cluster.ways.map(exitOf));
// The IPs of a pool that are not known do not vanish beside those of another that are.
const ipsOf = (cluster) => uniq(cluster.ways.flatMap((way) => (way.ips === null ? ["not known"] : way.ips)));
const partnersOf = (cluster) => uniq(cluster.ways.flatMap((way) => way.partners));
const HEADS = [
  { name: "cluster", title: "Cluster", text: (one) => one.name },
  { name: "source", title: "Source", text: (one, page) => page.sources[one.source].name || one.stack },
  { name: "state", title: "State", text: (one) => String(STATES.indexOf(one.state)) },
  { name: "exit", title: "Exit", text: (one) => exitsOf(one).join(", ") },
  { name: "ips", title: "IPs", text: (one) => ipsOf(one).join(" ") },
  { name: "partners", title: "Promised to", text: (one) => partnersOf(one).join(", ") },
  { name: "findings", title: "Findings", text: (one) => String(one.findings.length).padStart(6, "0") },
];

// What is not known stands first: it must not be what is left out.
function shownIps(ips) {
  const sorted = [...ips.filter((ip) => ip === "not known"), ...ips.filter((ip) => ip !== "not known")];
  const shown = sorted.slice(0, 4).map((ip) => made("div", {}, ip === "not known" ? made("span", { class: "unknown" }, ip) : made("code", {}, ip)));
  return ips.length > 4 ? [...shown, made("div", { class: "soft" }, `and ${ips.length - 4} more`)] : shown;
}

function numbered(text) {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text.trim());
  if (!found) return null;
  const parts = found.slice(1, 5).map(Number);
  const bits = found[5] === undefined ? 32 : Number(found[5]);
  if (parts.some((part) => part > 255) || bits > 32) return null;
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { first, last: first + 2 ** (32 - bits) - 1 };
}

const meets = (range, way) => way.ranges.some((own) => own.first <= range.last && range.first <= own.last);

// An address finds the ranges that hold it: "who leaves from 20.1.2.3?"
function searcher(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean).map((word) => ({ word, range: numbered(word) }));
  const found = (way, { word, range }) => way.text.includes(word) || (range && meets(range, way));
  return {
    fits: (one) => wanted.every((each) => one.text.includes(each.word) || one.ways.some((way) => found(way, each))),
    // The ways that are meant: where a word finds some ways of a cluster, the others are not.
    ways: (one) => wanted.reduce((left, each) => { const some = left.filter((way) => found(way, each)); return some.length ? some : left; }, one.ways),
  };
}

// What a search compares, made once.
const searched = (page, one) => ({
  text: [one.name, one.stack, one.address, page.sources[one.source].name, page.sources[one.source].kind, ...one.findings.map((place) => page.findings[place].rule)].join("\n").toLowerCase(),
  ways: one.ways.map((way) => ({
    way, ranges: (way.ips || []).map(numbered).filter(Boolean),
    text: [way.pool, way.subnet, way.gateway, ...(way.ips || ["not known"]), ...way.partners].join("\n").toLowerCase(),
  })),
});

// A cluster of which several reports speak counts once, in its gravest state.
function gravest(page) {
  const found = [];
  for (const { same, state } of page.clusters) {
    if (found[same] === undefined || STATES.indexOf(state) < STATES.indexOf(found[same])) found[same] = state;
  }
  return found;
}

class Table {
  constructor(page, onOpen, onChange) {
    this.page = page;
    this.onOpen = onOpen;
    this.onChange = onChange;
    this.gravest = gravest(page);
    this.index = page.clusters.map((one) => searched(page, one));
    this.keys = Object.fromEntries(HEADS.map((head) => [head.name, null]));
    this.view = { q: "", state: "", exit: "", sort: "state", down: "", page: 0 };
    this.shown = [];
  }

  apply(change) {
    if (!("page" in change)) change = { ...change, page: 0 };
    this.view = { ...this.view, ...change };
    const { q, state, exit, sort, down } = this.view;
    const { fits } = searcher(q);
    const head = HEADS.find((one) => one.name === sort) || HEADS[2];
    const keys = this.keys[head.name] ||= this.page.clusters.map((one) => head.text(one, this.page));
    const found = [];
    this.page.clusters.forEach((cluster, place) => {
      if (state && this.gravest[cluster.same] !== state) return;
      if (exit && !exitsOf(cluster).includes(exit)) return;
      if (fits(this.index[place])) found.push([keys[place], place, cluster]);
    });
    const way = down ? -1 : 1;
    found.sort((a, b) => (a[0] < b[0] ? -way : a[0] > b[0] ? way : a[1] - b[1]));
    this.shown = found.map((one) => one[2]);
    this.places = found.map((one) => one[1]);
    this.draw();
    this.onChange(this.view);
  }

  // The ways out that are meant of the first clusters that are shown.
  ways(most) {
    const { ways } = searcher(this.view.q);
    return this.places.slice(0, most).flatMap((place) => ways(this.index[place]).map(({ way }) => way));
  }

  draw() {
    const pages = Math.max(1, Math.ceil(this.shown.length / PAGE));
    this.view.page = Math.min(this.view.page, pages - 1);
    const first = this.view.page * PAGE;
    const part = this.shown.slice(first, first + PAGE);
    const clusters = new Set(this.shown.map((one) => one.same)).size;
    const rows = this.shown.length > clusters ? ` in ${count(this.shown.length, "row")}: several reports speak of some` : "";
    byId("found").textContent = `${count(clusters, "cluster")} of ${this.gravest.length.toLocaleString("en")}${rows}`;
    byId("heads").replaceChildren(...HEADS.map((head) => this.head(head)));
    byId("rows").replaceChildren(...part.map((cluster) => this.row(cluster)));
    byId("pager").replaceChildren(...(pages > 1 ? this.pager(pages) : []));
  }

  head({ name, title }) {
    const sorted = this.view.sort === name;
    const sorter = button(title + (sorted ? (this.view.down ? " ↓" : " ↑") : ""), () => {
      this.apply({ sort: name, down: sorted && !this.view.down ? "1" : "" });
      byId("heads").querySelectorAll("button")[HEADS.findIndex((one) => one.name === name)].focus();
    });
    return made("th", { scope: "col", "aria-sort": sorted ? (this.view.down ? "descending" : "ascending") : null }, sorter);
  }

  row(cluster) {
    const source = this.page.sources[cluster.source];
    const open = button(cluster.name || "(no name)", () => this.onOpen(cluster), { class: "name" });
    const ips = ipsOf(cluster);
    return made("tr", { "data-id": cluster.id },
      made("td", {}, open),
      ...this.source(cluster, source),
      made("td", { class: `${cluster.state} whole` }, SIGNS[cluster.state]),
      made("td", {}, exitsOf(cluster).join(", ")),
      made("td", {}, ...shownIps(ips)),
      made("td", {}, partnersOf(cluster).join(", ")),
      made("td", {}, cluster.findings.length ? uniq(cluster.findings.map((place) => this.page.findings[place].rule)).slice(0, 4).join(", ") : "none"));
  }

  // A live cluster's stack is called like its source: that is not said twice.
  source(cluster, source) {
    const name = source.name || cluster.stack;
    const again = source.name && cluster.stack.includes(source.name.split("/").at(-1));
    const more = source.name ? [source.kind, again ? "" : cluster.stack].filter(Boolean).join(" · ") : "";
    return [made("td", { class: name.length < 56 ? "whole" : null }, name, more ? made("div", { class: "soft" }, more) : null)];
  }

  pager(pages) {
    const step = (title, to) => button(title, () => this.apply({ page: to }), { disabled: to < 0 || to >= pages });
    return [step("Previous", this.view.page - 1), `page ${this.view.page + 1} of ${pages}`, step("Next", this.view.page + 1)];
  }
}
