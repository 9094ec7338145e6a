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
