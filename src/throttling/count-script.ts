/**
 * Counts one hit in Redis, in one step. KEYS: the window. ARGV: its length in ms; the hits and the ms left that the asking
 * process remembers of it, 0 and 0 if nothing; its end by the clock of Redis, 0 where Redis did not count it. Returns the hits, the ms left, and the end in epoch ms by the clock of Redis.
 */
export const COUNT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'hits', 'ends')
local hits, ends = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
if ends <= now then
  hits, ends = 0, now + ARGV[1]
end
-- Redis was flushed or restarted, or hits were counted elsewhere while it was away: a caller gains nothing by that. What
-- ended on its way here is over.
local known = tonumber(ARGV[4])
if tonumber(ARGV[2]) > hits and (known == 0 or known > now) then
  hits, ends = tonumber(ARGV[2]), now + ARGV[3]
end
hits = hits + 1
redis.call('HSET', KEYS[1], 'hits', hits, 'ends', ends)
redis.call('PEXPIREAT', KEYS[1], ends)
return { hits, ends - now, ends }
`;
