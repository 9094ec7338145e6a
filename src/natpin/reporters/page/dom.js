"use strict";
// Elements are made of text and attributes, never of markup: a name from a repository stays a name.
const SVG = "http://www.w3.org/2000/svg";
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...(children || []).filter((child) => child !== null && child !== undefined));
  return element;
}
const made = (name, attributes, ...children) => filled(document.createElement(name), attributes, children);
const drawn = (name, attributes, ...children) => filled(document.createElementNS(SVG, name), attributes, children);
const byId = (id) => document.getElementById(id);
const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
// What stands between backticks is code.
const spoken = (text) => text.split("`").map((piece, place) => (place % 2 ? made("code", {}, piece) : piece));
const uniq = (several) => [...new Set(several)];
const button = (text, act, attributes) => {
  const one = made("button", { type: "button", ...attributes }, text);
  one.addEventListener("click", act);
  return one;
};
const listed = (items) => made("ul", {}, ...items.map((item) => (Array.isArray(item) ? made("li", {}, ...item) : made("li", {}, item))));
const tableOf = (heads, rows) => made("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heads[0] },
  made("table", {}, made("thead", {}, made("tr", {}, ...heads.map((head) => made("th", { scope: "col" }, head)))),
    made("tbody", {}, ...rows.map((cells) => made("tr", {}, ...cells.map((cell) => made("td", {}, ...[cell].flat())))))));
