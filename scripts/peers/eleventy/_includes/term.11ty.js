import { chrome, escaped, list } from "./chrome.js";

export function render(data) {
  const stories = data.collections[data.by][data.page.fileSlug] ?? [];
  return chrome(
    data.title,
    data.title,
    `<article>\n<h1 id="top">${escaped(data.title)}</h1>\n${data.content}\n${list(stories)}\n</article>`,
  );
}
