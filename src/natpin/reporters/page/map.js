// The egress map: workload → pool → subnet → gateway → IPs → partner, a column each. What the boxes are is decided where the
// page is made; here they are laid out as the SVG that natpin writes lays them out.
function placed(page, ways) {
  const { width, height, across, down, top, margin } = page.layout;
  const arrows = new Map();
  for (const { arrows: flat } of ways) {
    for (let n = 0; n < flat.length; n += 2) arrows.set(`${flat[n]} ${flat[n + 1]}`, [flat[n], flat[n + 1]]);
  }
  const used = uniq([...arrows.values()].flat()).sort((a, b) => a - b);
  const columns = page.columns.map((label, column) => ({ label, column, own: used.filter((box) => page.boxes[box][0] === column) }))
    .filter(({ own }) => own.length);
  const at = new Map();
  columns.forEach(({ own }, x) => own.forEach((box, y) => at.set(box, { x: margin + x * (width + across), y: top + y * (height + down) })));
  const tallest = Math.max(...columns.map(({ own }) => own.length), 1);
  return {
    at, used, arrows: [...arrows.values()],
    heads: columns.map(({ label }, x) => ({ label, x: margin + x * (width + across) })),
    width: 2 * margin + columns.length * (width + across) - across,
    height: top + tallest * (height + down) + margin,
  };
}

const shortened = (text, most) => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

// A drawing of ways out; a click on an exit, an IP or a partner is told to onBox. Null where there is nothing to draw.
function drawMap(page, ways, label, onBox) {
  const { width, height, letters } = page.layout;
  const size = placed(page, ways);
  if (!size.used.length) return null;
  const arrows = size.arrows.map(([from, to]) => {
    const a = size.at.get(from), b = size.at.get(to);
    const [x1, y1, x2, y2] = [a.x + width, a.y + height / 2, b.x, b.y + height / 2];
    return drawn("path", { d: `M${x1} ${y1}C${x1 + 30} ${y1} ${x2 - 30} ${y2} ${x2} ${y2}` });
  });
  const boxes = size.used.map((box) => {
    const { x, y } = size.at.get(box);
    const [column, text, style] = page.boxes[box];
    return drawn("g", { class: `${style} ${column > 2 ? "leads" : ""}`.trim() || null, transform: `translate(${x} ${y})`, "data-box": box },
      drawn("title", {}, `${page.columns[column]}: ${text}`),
      drawn("rect", { width, height, rx: 5 }),
      drawn("text", { x: 10, y: 21 }, shortened(text, letters)));
  });
  const heads = size.heads.map((head) => drawn("text", { class: "kind", x: head.x, y: 20 }, head.label));
  const svg = drawn("svg", { role: "img", "aria-label": label }, ...heads, ...arrows, ...boxes);
  return framed(svg, { x: 0, y: 0, width: Math.max(size.width, 720), height: Math.max(size.height, 120) }, (box) => {
    if (page.boxes[box][0] > 2) onBox(Number(box));
  });
}

// Pan and zoom: by buttons, by dragging, and by the wheel with the Control key.
function framed(svg, whole, onBox) {
  let view = { ...whole };
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const zoom = (by, at = { x: 0.5, y: 0.5 }) => {
    const width = view.width * by, height = view.height * by;
    view = { x: view.x + (view.width - width) * at.x, y: view.y + (view.height - height) * at.y, width, height };
    show();
  };
  const move = (dx, dy) => { view = { ...view, x: view.x + dx * view.width, y: view.y + dy * view.height }; show(); };
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const frame = svg.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.15 : 0.87, { x: (event.clientX - frame.left) / frame.width, y: (event.clientY - frame.top) / frame.height });
  }, { passive: false });
  let held = null, begun = null;
  svg.addEventListener("pointerdown", (event) => {
    held = event;
    begun = { x: event.clientX, y: event.clientY, box: event.target.closest("[data-box]") };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointerup", (event) => {
    held = null;
    const still = begun && Math.hypot(event.clientX - begun.x, event.clientY - begun.y) < 4;
    if (still && begun.box) onBox(begun.box.dataset.box);
    begun = null;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    move((held.clientX - event.clientX) / svg.clientWidth, (held.clientY - event.clientY) / svg.clientHeight);
    held = event;
  });
  const tool = (name, label, act) => button(name, act, { "aria-label": label });
  show();
  svg.style.height = `${Math.min(Math.max(whole.height, 120), 640)}px`;
  return made("div", { class: "map" },
    made("div", { class: "tools", role: "group", "aria-label": "The map" },
      tool("+", "Closer", () => zoom(0.8)), tool("−", "Farther", () => zoom(1.25)),
      tool("←", "To the left", () => move(-0.2, 0)), tool("→", "To the right", () => move(0.2, 0)),
      tool("↑", "Up", () => move(0, -0.2)), tool("↓", "Down", () => move(0, 0.2)),
      tool("whole", "The whole map", () => { view = { ...whole }; show(); })),
    svg);
}
