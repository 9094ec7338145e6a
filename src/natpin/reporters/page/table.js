// The table of clusters: what is searched, filtered, sorted and shown, a page at a time.
const STATES = ["fails", "unknown", "warns", "passes"];
const SIGNS = { fails: "✗ fails", unknown: "? unknown", warns: "! warns", passes: "✓ passes" };
const PAGE = 100;
const uniq = (several) => [...new Set(several)];
const exitsOf = (cluster) => uniq(cluster.ways.map((way) => way.exit.replaceAll("-", " ")));
const ipsOf = (cluster) => uniq(cluster.ways.flatMap((way) => way.ips));
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

function numbered(text) {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text.trim());
  if (!found) return null;
  const parts = found.slice(1, 5).map(Number);
  const bits = found[5] === undefined ? 32 : Number(found[5]);
  if (parts.some((part) => part > 255) || bits > 32) return null;
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { first, last: first + 2 ** (32 - bits) - 1 };
}

// An address finds the ranges that hold it: "who leaves from 20.1.2.3?"
function searcher(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean).map((word) => ({ word, range: numbered(word) }));
  return (cluster, haystack) => wanted.every(({ word, range }) => haystack.includes(word) || (range && cluster.ways.some((way) =>
    way.ips.some((ip) => { const own = numbered(ip); return own && own.first <= range.last && range.first <= own.last; }))));
}

class Table {
  constructor(page, onOpen, onChange) {
    this.page = page;
    this.onOpen = onOpen;
    this.onChange = onChange;
    this.haystacks = page.clusters.map((one) => [
      one.name, one.stack, one.address, page.sources[one.source].name, page.sources[one.source].kind,
      ...one.ways.flatMap((way) => [way.pool, way.subnet, way.gateway, ...way.ips, ...way.partners]),
      ...one.findings.map((place) => page.findings[place].rule),
    ].join("\n").toLowerCase());
    this.view = { q: "", state: "", exit: "", sort: "state", down: "", page: 0 };
    this.shown = [];
  }

  apply(change) {
    if (!("page" in change)) change = { ...change, page: 0 };
    this.view = { ...this.view, ...change };
    const { q, state, exit, sort, down } = this.view;
    const fits = searcher(q);
    const head = HEADS.find((one) => one.name === sort) || HEADS[2];
    const found = [];
    this.page.clusters.forEach((cluster, place) => {
      if (state && cluster.state !== state) return;
      if (exit && !exitsOf(cluster).includes(exit)) return;
      if (fits(cluster, this.haystacks[place])) found.push([head.text(cluster, this.page), place, cluster]);
    });
    const way = down ? -1 : 1;
    found.sort((a, b) => (a[0] < b[0] ? -way : a[0] > b[0] ? way : a[1] - b[1]));
    this.shown = found.map((one) => one[2]);
    this.draw();
    this.onChange(this.view);
  }

  draw() {
    const pages = Math.max(1, Math.ceil(this.shown.length / PAGE));
    this.view.page = Math.min(this.view.page, pages - 1);
    const first = this.view.page * PAGE;
    const part = this.shown.slice(first, first + PAGE);
    byId("found").textContent = `${count(this.shown.length, "cluster")} of ${this.page.clusters.length.toLocaleString("en")}`;
    byId("heads").replaceChildren(...HEADS.map((head) => this.head(head)));
    byId("rows").replaceChildren(...part.map((cluster) => this.row(cluster)));
    byId("pager").replaceChildren(...(pages > 1 ? this.pager(pages) : []));
  }

  head({ name, title }) {
    const sorted = this.view.sort === name;
    const button = made("button", { type: "button" }, title + (sorted ? (this.view.down ? " ↓" : " ↑") : ""));
    button.addEventListener("click", () => {
      this.apply({ sort: name, down: sorted && !this.view.down ? "1" : "" });
      byId("heads").querySelectorAll("button")[HEADS.findIndex((one) => one.name === name)].focus();
    });
    return made("th", { scope: "col", "aria-sort": sorted ? (this.view.down ? "descending" : "ascending") : null }, button);
  }

  row(cluster) {
    const source = this.page.sources[cluster.source];
    const open = made("button", { type: "button", class: "name" }, cluster.name || "(no name)");
    open.addEventListener("click", () => this.onOpen(cluster));
    const ips = ipsOf(cluster);
    return made("tr", { "data-id": cluster.id },
      made("td", {}, open),
      made("td", {}, source.name || cluster.stack, source.name ? made("div", { class: "soft" }, `${source.kind} · ${cluster.stack}`) : null),
      made("td", { class: cluster.state }, SIGNS[cluster.state]),
      made("td", {}, exitsOf(cluster).join(", ")),
      made("td", {}, made("code", {}, ips.slice(0, 4).join(" ") + (ips.length > 4 ? ` and ${ips.length - 4} more` : ""))),
      made("td", {}, partnersOf(cluster).join(", ")),
      made("td", {}, cluster.findings.length ? uniq(cluster.findings.map((place) => this.page.findings[place].rule)).slice(0, 4).join(", ") : "none"));
  }

  pager(pages) {
    const step = (title, to) => {
      const button = made("button", { type: "button", disabled: to < 0 || to >= pages }, title);
      button.addEventListener("click", () => this.apply({ page: to }));
      return button;
    };
    return [step("Previous", this.view.page - 1), `page ${this.view.page + 1} of ${pages}`, step("Next", this.view.page + 1)];
  }
}
