/* Loads what assets.py hands over: values in scripts, since a page opened from a disk may load nothing else. */
(function (d, w) {
  "use strict";
  const waiting = new Map(), loaded = new Map();
  w.zhishuo = {
    take: (name, value) => waiting.get(name)(value),
    load: (root, name) => {
      if (!loaded.has(name)) {
        loaded.set(name, new Promise((resolve, reject) => {
          const script = d.createElement("script");
          waiting.set(name, resolve);
          script.src = root + name + ".js";
          script.onerror = () => { loaded.delete(name); script.remove(); reject(new Error(name)); };
          d.head.append(script);
        }));
      }
      return loaded.get(name);
    },
  };
})(document, window);
