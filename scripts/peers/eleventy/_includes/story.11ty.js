import { chrome, escaped } from "./chrome.js";

const around = (story, words) =>
  story ? `<a href="${story.url}"><small>${words}</small> ${escaped(story.data.title)}</a>` : "";

export function render(data) {
  return chrome(
    data.title,
    data.description,
    `<p class="sample"><strong>示例站</strong>　言和镇是编的，数字和故事都是示例，不是真实的诉求。</p>
<article class="page-story">
<h1 id="top">${escaped(data.title)}</h1>
<p class="lede"><span class="grade g-${data.grade}"><span aria-hidden="true">●</span> ${data.mark}</span> <a href="/communities/${data.communities[0]}/">${data.names.communities[data.communities[0]]}</a> · <a href="/categories/${data.categories[0]}/">${data.names.categories[data.categories[0]]}</a> · <a href="/months/${data.months[0]}/">${data.when}</a></p>
<dl class="stats two"><div><dt>办了多久</dt><dd><b>${data.days}</b></dd></div><div><dt>结果</dt><dd><b>${data.outcome}</b></dd></div></dl>
${data.content}
<p class="note">本人同意公开：${data.consent}。只写社区和哪一周，不写姓名和门牌。</p>
<nav class="pager" aria-label="前后故事">${around(data.newer, "后来的一篇")}${around(data.older, "早些的一篇")}</nav>
</article>`,
  );
}
