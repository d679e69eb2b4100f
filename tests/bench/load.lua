-- wrk's half of the bench: what is asked, and the counts as one line of JSON.
--   wrk … -s load.lua URL -- KIND PREFIX FILE TOKEN CURRENCY
-- KIND  one: PREFIX/ID over the ids of FILE;  same: PREFIX itself;  mix: the paths of FILE;
--       pay: POST PREFIX for the "account receivable" pairs of FILE, a fresh key and one minor unit each
local kind, prefix, lines, at, headers, run, currency

function init(args)
	kind, prefix, currency = args[1], args[2], args[5]
	lines, at = {}, 0
	if args[3] and args[3] ~= "-" then
		for line in io.lines(args[3]) do lines[#lines + 1] = line end
	end
	headers = { ["Content-Type"] = "application/json" }
	if args[4] and args[4] ~= "-" then headers["Authorization"] = "Bearer " .. args[4] end
	math.randomseed(os.time() * 1000 + math.floor(os.clock() * 1e6) % 1000)
	run = string.format("%d-%06d-", os.time(), math.random(999999))
	at = math.random(#lines + 1)
end

local function pay()
	local account, receivable = lines[at % #lines + 1]:match("(%S+)%s+(%S+)")
	local money = string.format('{"amount":1,"currency":"%s"}', currency)
	headers["Idempotency-Key"] = run .. at
	return wrk.format("POST", prefix, headers, string.format(
	    '{"account_id":"%s","amount":%s,"method":"cash","allocations":[{"receivable_id":"%s","amount":%s}]}',
	    account, money, receivable, money))
end

function request()
	at = at + 1
	if kind == "pay" then return pay() end
	if kind == "one" then return wrk.format("GET", prefix .. "/" .. lines[at % #lines + 1], headers) end
	if kind == "mix" then return wrk.format("GET", lines[at % #lines + 1], headers) end
	return wrk.format("GET", prefix, headers)
end

function done(summary, latency)
	io.write(string.format('{"requests":%d,"us":%d,"bad":%d,"p50":%d,"p99":%d}\n', summary.requests, summary.duration,
	    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
	    latency:percentile(50), latency:percentile(99)))
end
