function t(e){return e===""?matchMedia("(prefers-color-scheme: dark)").matches:e==="dark"}function o(e){document.documentElement.dataset.theme=t(e)?"dark":"light"}export{t as a,o as b};
