import { chrome, list } from "./_includes/chrome.js";

export const data = {
  pagination: { data: "collections.months", size: 1, alias: "month", resolve: "keys" },
  permalink: ({ month }) => `/months/${month}/`,
};

export function render({ month, collections }) {
  return chrome(month, month, `<article>\n<h1 id="top">${month}</h1>\n${list(collections.months[month])}\n</article>`);
}
