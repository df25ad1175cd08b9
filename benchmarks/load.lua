-- wrk's part: asks the addresses of a file in turn, or sends a form; prints what came of it as one line of JSON.
-- Environment: BENCH_PATHS (file), BENCH_START (where to begin), BENCH_FORM (file: cookie line, body line),
-- BENCH_COOKIE (of who is logged in).

local cookie = os.getenv("BENCH_COOKIE")
local paths, n, form = {}, tonumber(os.getenv("BENCH_START") or "0"), nil

for line in io.lines(os.getenv("BENCH_PATHS")) do
  paths[#paths + 1] = line
end

if os.getenv("BENCH_FORM") then
  local file = io.open(os.getenv("BENCH_FORM"))
  form = { cookie = file:read("l"), body = file:read("l") }
  file:close()
end

function request()
  n = n + 1
  local path = paths[(n - 1) % #paths + 1]
  if not form then
    return wrk.format("GET", path, cookie and { ["Cookie"] = cookie } or nil)
  end
  local sender = math.floor(n / 50)
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(sender / 65536) % 256, math.floor(sender / 256) % 256, sender % 256),
  }
  if form.cookie ~= "" then
    headers["Cookie"] = form.cookie
  end
  return wrk.format("POST", path, headers, (form.body:gsub("NUMBER", string.format("%024d", n))))
end

function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "bytes": %d, "failed": %d, "refused": %d, "p50": %f, "p99": %f, "max": %f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, failed, summary.errors.status,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
