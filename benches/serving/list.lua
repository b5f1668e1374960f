-- For wrk: asks the paths of the file PATHS names, one after the other, with the headers of HEADERS ("name: value", one), and
-- tells what came of it as JSON.
local paths, headers, at = {}, {}, 0

function init()
  for line in io.lines(os.getenv("PATHS")) do
    paths[#paths + 1] = line
  end
  local name, value = (os.getenv("HEADERS") or ""):match("^(.-): (.*)$")
  if name then
    headers[name] = value
  end
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], headers)
end

function done(summary, latency)
  local faults = summary.errors
  local form = '{"requests": %d, "seconds": %.3f, "p50_ms": %.2f, "p99_ms": %.2f, "bytes": %d, "faults": %d}\n'
  io.write(form:format(summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.bytes, faults.connect + faults.read + faults.write + faults.timeout + faults.status))
end
