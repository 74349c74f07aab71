/* Looks words up in the shards that search.py writes. What is typed stays in this page: it stands behind the # of the
   address, is sent nowhere, and the shards are asked for by number. */
(function (d, w) {
  "use strict";
  const root = d.currentScript.dataset.root, PAGE = 8, AROUND = 28;
  const load = name => w.zhishuo.load(root, "search/" + name);

  /* As in search.py: one character for one, whatever its width or case. */
  const fold = text => Array.from(text, c => {
    const f = c.normalize("NFKC").toLowerCase();
    return Array.from(f).length === 1 ? f : c;
  });
  const terms = text => fold(text).join("").split(/\s+/).filter(Boolean);
  const keys = term => {
    const chars = Array.from(term);
    const three = i => { const t = chars.slice(Math.max(i, 0), i + 3).join(""); return /^[0-9a-z]{3}$/.test(t) ? t : ""; };
    return chars.length === 1 ? chars
      : chars.slice(1).flatMap((c, i) => three(i) || (three(i - 1) ? [] : chars[i] + c));
  };
  const shard = (key, count) => Array.from(key).reduce((n, c) => (n * 31 + c.codePointAt(0)) % 65521, 0) % count;

  /* The pages that have all keys, smallest list first; with "^" before the keys, those that have them above. */
  const posted = async (meta, wanted, mark) => {
    const lists = await Promise.all(wanted.map(async key => {
      let before = 0;
      return ((await load("s" + shard(key, meta.shards)))[mark + key] || []).map(step => (before += step));
    }));
    lists.sort((a, b) => a.length - b.length);
    return lists.reduce((all, list) => { const has = new Set(list); return all.filter(id => has.has(id)); });
  };
  const allowed = (meta, kind, place) => {
    const ends = meta.ranges.slice(1).map(r => r[2]).concat(meta.pages);
    return meta.ranges.map((r, i) => [r, ends[i]])
      .filter(([r]) => (kind === "" || r[0] === +kind) && (place === "" || r[1] === +place))
      .map(([r, end]) => [r[2], end]);
  };
  const page = async id => {
    const [url, title, text] = await load("p" + id);
    return { id, url, title, text };
  };

  const marked = (text, wanted) => {
    const found = d.createDocumentFragment(), low = fold(text).join("");
    let at = 0;
    for (;;) {
      const [next, term] = wanted.map(t => [low.indexOf(t, at), t]).filter(([i]) => i >= 0)
        .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0] || [-1, ""];
      if (next < 0) break;
      const mark = d.createElement("mark");
      mark.textContent = text.slice(next, next + term.length);
      found.append(text.slice(at, next), mark);
      at = next + term.length;
    }
    found.append(text.slice(at));
    return found;
  };
  /* The line that says most of what was asked for, cut to a length around its first word. */
  const snippet = (title, text, wanted) => {
    const lines = text.split("\n").filter(line => !title.includes(line));
    const score = line => { const low = fold(line).join(""); return wanted.filter(t => low.includes(t)).length; };
    const best = lines.reduce((a, b) => (score(b) > score(a) ? b : a), "");
    const low = fold(best).join(""), first = Math.min(...wanted.map(t => low.indexOf(t)).filter(i => i >= 0), best.length);
    const start = Math.max(0, first - AROUND), end = Math.min(best.length, first + 2 * AROUND);
    return [start > 0 ? "…" : "", best.slice(start, end), end < best.length ? "…" : ""];
  };

  d.addEventListener("DOMContentLoaded", () => {
    const by = id => d.getElementById(id);
    const words = by("words"), kind = by("kind"), place = by("place"), hits = by("hits"), more = by("more");
    let round = 0, composing = false, timer = 0;

    const busy = yes => by("found").setAttribute("aria-busy", yes);
    const show = (meta, hit, wanted) => {
      const item = d.createElement("li"), head = d.createElement("h2"), link = d.createElement("a");
      const over = d.createElement("p"), said = d.createElement("p");
      const [k, p] = meta.ranges.filter(r => r[2] <= hit.id).pop();
      link.href = root + hit.url + "index.html";
      link.append(marked(hit.title, wanted));
      head.append(link);
      over.className = "over";
      over.textContent = [meta.kinds[k], meta.places[p]].filter(Boolean).join(" · ");
      const [before, text, after] = snippet(hit.title, hit.text, wanted);
      said.append(before, marked(text, wanted), after);
      item.append(head, over, said);
      hits.append(item);
      return link;
    };

    /* Nothing has it all: offer the parts that some pages have, the rarest first. */
    const rarer = async (meta, wanted) => {
      const parts = await Promise.all([...new Set(wanted)].map(async key =>
        [key, ((await load("s" + shard(key, meta.shards)))[key] || []).length]));
      const some = parts.filter(([, count]) => count).sort((a, b) => a[1] - b[1]).slice(0, 4);
      by("parts").hidden = !some.length;
      by("parts").querySelector("span").replaceChildren(...some.map(([key]) => {
        const button = d.createElement("button");
        button.type = "button";
        button.textContent = key;
        button.addEventListener("click", () => { words.value = key; search(); });
        return button;
      }));
    };

    const search = async () => {
      const mine = ++round, wanted = terms(words.value);
      const state = new URLSearchParams([["q", words.value.trim()], ["kind", kind.value], ["place", place.value]]
        .filter(pair => pair[1]));
      w.history.replaceState(null, "", "#" + state);
      by("found").hidden = !wanted.length;
      if (!wanted.length) return;
      by("count").textContent = "正在找…";
      busy(true);
      more.hidden = by("none").hidden = true;
      hits.textContent = "";
      try {
        const meta = await load("meta");
        const all = wanted.flatMap(keys);
        const [ids, above] = await Promise.all([posted(meta, all, ""), posted(meta, all, "^")]);
        if (mine !== round) return;
        const open = allowed(meta, kind.value, place.value);
        const first = new Set(above);
        const left = [...above, ...[...new Set(ids)].filter(id => !first.has(id))]
          .filter(id => open.some(([from, to]) => from <= id && id < to));
        let told = 0;
        const next = async focus => {
          let added = 0, target = null;
          busy(true);
          more.hidden = true;
          while (left.length && added < PAGE) {
            const read = await Promise.all(left.splice(0, PAGE - added).map(page));
            if (mine !== round) return;
            for (const hit of read) {
              const low = fold(hit.title + "\n" + hit.text).join("");
              if (!wanted.every(term => low.includes(term))) continue;
              const link = show(meta, hit, wanted);
              target = target || link;
              added += 1;
            }
          }
          told += added;
          more.hidden = !left.length;
          by("none").hidden = told > 0;
          if (!told) rarer(meta, all);
          by("count").textContent = !told ? "没有找到“" + words.value.trim() + "”。"
            : left.length ? "先列 " + told + " 页，下面还有。" : "一共找到 " + told + " 页。";
          if (focus && target) target.focus();
          busy(false);
        };
        more.onclick = () => next(true);
        await next(false);
      } catch (error) {
        if (mine !== round) return;
        by("count").textContent = "没有连上，请过一会儿再试；也可以用下面的目录找。";
        busy(false);
      }
    };
    const soon = () => { w.clearTimeout(timer); timer = w.setTimeout(search, 250); };

    words.addEventListener("compositionstart", () => { composing = true; });
    words.addEventListener("compositionend", () => { composing = false; soon(); });
    words.addEventListener("input", () => { if (!composing) soon(); });
    by("finder").addEventListener("submit", async event => {
      event.preventDefault();
      w.clearTimeout(timer);
      /* The keys of a phone cover the answers. */
      if (d.activeElement === words && w.matchMedia("(pointer: coarse)").matches) words.blur();
      await search();
      if (words.value.trim()) by("count").scrollIntoView({ block: "nearest" });
      if (by("count").getBoundingClientRect().bottom > w.innerHeight - 120) by("count").scrollIntoView();
    });
    kind.addEventListener("change", search);
    place.addEventListener("change", search);
    /* On a slow link people type and choose before this runs: that stands, and is looked for. */
    const state = new URLSearchParams(w.location.hash.slice(1));
    words.value = words.value || state.get("q") || "";
    kind.value = kind.value || state.get("kind") || "";
    place.value = place.value || state.get("place") || "";
    if (words.value) search();
  });
})(document, window);
