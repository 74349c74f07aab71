// The fastest way of writing templates that Eleventy documents: JavaScript functions, Markdown without a second language.
const newestFirst = (api) =>
  api.getFilteredByGlob("stories/*.md").sort((a, b) => b.date - a.date || (a.fileSlug < b.fileSlug ? 1 : -1));

export default function (settings) {
  settings.addPassthroughCopy("assets");
  settings.addCollection("told", (api) => {
    const told = newestFirst(api);
    told.forEach((story, index) => {
      story.data.newer = told[index - 1];
      story.data.older = told[index + 1];
    });
    return told;
  });
  for (const [field, most] of [["communities", 20], ["categories", 20], ["months", Infinity]]) {
    settings.addCollection(field, (api) => {
      const found = {};
      for (const story of newestFirst(api)) {
        const list = (found[story.data[field][0]] ??= []);
        if (list.length < most) list.push(story);
      }
      return found;
    });
  }
}

export const config = { markdownTemplateEngine: false, htmlTemplateEngine: false };
