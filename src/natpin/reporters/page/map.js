// The egress map: workload → pool → subnet → gateway → IPs → partner, a column each.
const COLUMNS = ["workload", "cluster and pool", "subnet", "exit", "IPs", "partner"];
const BOX = { width: 176, height: 34, across: 62, down: 12, top: 28 };
// An IP or a range. A name is no identity: two stacks may call theirs alike.
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:]+)(\/\d{1,3})?$/i;
const STATIC = new Set(["nat-gateway", "managed-nat-gateway"]);

function graphOf(clusters) {
  const nodes = new Map();
  const edges = new Map();
  const node = (column, key, label, style) => {
    const id = `${column}\u0000${key}`;
    if (!nodes.has(id)) nodes.set(id, { id, column, label: label || "not known", style: style || "" });
    return id;
  };
  const edge = (from, to) => edges.set(`${from}\u0001${to}`, [from, to]);
  for (const cluster of clusters) {
    for (const way of cluster.ways) {
      const open = way.exit === "unknown" || way.causes.length > 0;
      const style = open ? "open" : STATIC.has(way.exit) ? "static" : "other";
      const who = `${cluster.name}: ${way.role === "pod" ? "pods of " : ""}${way.pool}`;
      const pool = node(1, `${cluster.id} ${way.role} ${way.pool}`, who);
      for (const [name, pools] of cluster.loads) if (pools.includes(way.pool)) edge(node(0, `${cluster.id} ${name}`, name), pool);
      const subnet = node(2, `${cluster.id} ${way.subnet}`, way.subnet || "managed by AKS");
      edge(pool, subnet);
      const one = way.gateway && way.ips.length && way.ips.every((ip) => ADDRESS.test(ip));
      const exit = node(3, one ? `${way.ips.join(" ")} ${way.gateway}` : `${cluster.id} ${way.exit} ${way.gateway}`, way.gateway || way.exit.replaceAll("-", " "), style);
      edge(subnet, exit);
      for (const ip of way.ips) {
        const address = node(4, ADDRESS.test(ip) ? ip : `${cluster.id} ${ip}`, ip, style);
        edge(exit, address);
        for (const partner of way.partners) edge(address, node(5, partner, partner));
      }
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function placed(graph) {
  const columns = COLUMNS.map((_, column) => graph.nodes.filter((node) => node.column === column));
  const used = columns.map((nodes, column) => ({ nodes, column })).filter((one) => one.nodes.length);
  used.forEach(({ nodes }, x) => nodes.forEach((node, y) => {
    node.x = x * (BOX.width + BOX.across);
    node.y = BOX.top + y * (BOX.height + BOX.down);
  }));
  const tallest = Math.max(...used.map(({ nodes }) => nodes.length), 1);
  return {
    heads: used.map(({ column }, x) => ({ label: COLUMNS[column], x: x * (BOX.width + BOX.across) })),
    width: used.length * (BOX.width + BOX.across) - BOX.across,
    height: BOX.top + tallest * (BOX.height + BOX.down),
  };
}

const shortened = (text) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);

function drawMap(clusters, label) {
  const graph = graphOf(clusters);
  if (!graph.nodes.length) return null;
  const size = placed(graph);
  const at = new Map(graph.nodes.map((node) => [node.id, node]));
  const arrows = graph.edges.map(([from, to]) => {
    const a = at.get(from), b = at.get(to);
    const [x1, y1, x2, y2] = [a.x + BOX.width, a.y + BOX.height / 2, b.x, b.y + BOX.height / 2];
    return drawn("path", { d: `M${x1} ${y1} C${x1 + 30} ${y1} ${x2 - 30} ${y2} ${x2} ${y2}` });
  });
  const boxes = graph.nodes.map((node) => drawn("g", { class: node.style, transform: `translate(${node.x} ${node.y})` },
    drawn("title", {}, `${COLUMNS[node.column]}: ${node.label}`),
    drawn("rect", { width: BOX.width, height: BOX.height, rx: 5 }),
    drawn("text", { x: 10, y: 21 }, shortened(node.label))));
  const heads = size.heads.map((head) => drawn("text", { class: "kind", x: head.x, y: 14 }, head.label));
  const view = { x: -12, y: 0, width: Math.max(size.width + 24, 700), height: Math.max(size.height + 12, 180) };
  const svg = drawn("svg", { role: "img", "aria-label": label }, ...heads, ...arrows, ...boxes);
  return framed(svg, view);
}

function framed(svg, whole) {
  let view = { ...whole };
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const zoom = (by) => {
    const width = view.width * by, height = view.height * by;
    view = { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width, height };
    show();
  };
  const move = (dx, dy) => { view = { ...view, x: view.x + dx * view.width, y: view.y + dy * view.height }; show(); };
  svg.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 0.87); } }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", (event) => { held = event; svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointerup", () => { held = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    move((held.clientX - event.clientX) / svg.clientWidth, (held.clientY - event.clientY) / svg.clientHeight);
    held = event;
  });
  const tool = (name, label, act) => {
    const button = made("button", { type: "button", "aria-label": label }, name);
    button.addEventListener("click", act);
    return button;
  };
  show();
  return made("div", { class: "map" },
    made("div", { class: "tools", role: "group", "aria-label": "The map" },
      tool("+", "Closer", () => zoom(0.8)), tool("−", "Farther", () => zoom(1.25)),
      tool("←", "To the left", () => move(-0.2, 0)), tool("→", "To the right", () => move(0.2, 0)),
      tool("↑", "Up", () => move(0, -0.2)), tool("↓", "Down", () => move(0, 0.2)),
      tool("whole", "The whole map", () => { view = { ...whole }; show(); })),
    svg);
}
