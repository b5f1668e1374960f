// Reads the OpenAPI document and lets every GET be tried. Nothing is loaded from elsewhere.
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const definition = await (await fetch("/api?f=json")).json();
const resolve = (it) => (it.$ref ? it.$ref.slice(2).split("/").reduce((at, key) => at[key], definition) : it);

// What a stream that does not end begins with.
async function begun(answer) {
  const reader = answer.body.getReader();
  const { value } = await reader.read();
  reader.cancel();
  return new TextDecoder().decode(value);
}

function operation(path, { summary, parameters = [] }) {
  const inputs = parameters.map(resolve).map((parameter) => {
    const input = element("input", { name: parameter.name, placeholder: parameter.example ?? "", required: !!parameter.required });
    return { parameter, input };
  });
  const address = element("code");
  const shown = element("pre", { hidden: true });
  const form = element("form", {}, ...inputs.map(({ parameter, input }) =>
    element("label", {}, element("span", { textContent: parameter.name }), input, element("span", { textContent: parameter.description ?? "" }))),
    element("button", { textContent: "Try" }), " ", address, shown);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let target = path;
    const query = new URLSearchParams();
    for (const { parameter, input } of inputs) {
      if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (input.value !== "") query.set(parameter.name, input.value);
    }
    const url = query.size ? `${target}?${query}` : target;
    address.textContent = url;
    const began = performance.now();
    const answer = await fetch(url, { headers: { accept: "application/geo+json, application/json;q=0.9, */*;q=0.1" } });
    const type = answer.headers.get("content-type") ?? "";
    let text = type.startsWith("text/event-stream") ? await begun(answer) : type.includes("json") || type.startsWith("text/") ? await answer.text() : `${(await answer.arrayBuffer()).byteLength} bytes`;
    if (type.includes("json") && !type.includes("seq") && !type.includes("ndjson")) text = JSON.stringify(JSON.parse(text), null, 1);
    if (text.length > 100_000) text = `${text.slice(0, 100_000)}\n… ${text.length} letters in all`;
    shown.textContent = `${answer.status} ${type} in ${Math.round(performance.now() - began)} ms\n\n${text}`;
    shown.hidden = false;
  });
  return element("details", {}, element("summary", { textContent: `GET ${path}` }), element("p", { textContent: summary ?? "" }), form);
}

const list = document.getElementById("paths");
list.textContent = definition.info.description;
for (const [path, { get }] of Object.entries(definition.paths)) if (get) list.append(operation(path, get));
