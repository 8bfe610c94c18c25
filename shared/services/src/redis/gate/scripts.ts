import { withCommon } from './lua.ts';

/** An error reply, in its place among the other replies. ARGV: the sentence. */
export const failScript = `return { err = ARGV[1] }`;
/** The same, and the next flush tells of it. ARGV: the sentence. */
export const refuseScript = withCommon('return refuse(ARGV[1])');

/** Each number with 1 or 0 as the answer. ARGV: the answers. */
export const numbersScript = `local r = {} for i, v in ipairs(ARGV) do r[i] = tonumber(v) end return r`;

/** Takes a database if there is nothing in it; 1 if so. ARGV: database, run. */
export const claimScript = withCommon(`
  redis.call('SELECT', ARGV[1])
  if redis.call('DBSIZE') > 0 then return 0 end
  return redis.call('HSET', marker, 'run', ARGV[2])
`);

/** Records keys as the run's own, unless they are there already. ARGV: database, run, keys. */
export const ownScript = withCommon(`
  redis.call('SELECT', ARGV[1])
  if not isClaimedBy(ARGV[2]) then return failure(lost(ARGV[1])) end
  for i = 3, #ARGV do
    local refused = own(ARGV[i], ARGV[1])
    if refused then return refused end
  end
  return redis.status_reply('OK')
`);

/**
 * Deletes the run's own keys, and tells of other keys and of what was refused. ARGV: run,
 * databases.
 */
export const flushScript = withCommon(`
  local complaint
  for i = 2, #ARGV do
    redis.call('SELECT', ARGV[i])
    local found
    if isClaimedBy(ARGV[1]) then
      local stranger = clear()
      found = stranger and foreign(stranger, ARGV[i]) or redis.call('HGET', marker, 'note')
      redis.call('HDEL', marker, 'note')
    else found = lost(ARGV[i]) end
    if found then complaint = complaint or failure(found) end
  end
  return complaint or redis.status_reply('OK')
`);

/** Deletes the run's own keys, and then the marker; other keys stay. ARGV: run, databases. */
export const releaseScript = withCommon(`
  for i = 2, #ARGV do
    redis.call('SELECT', ARGV[i])
    if isClaimedBy(ARGV[1]) then
      clear()
      redis.call('DEL', marker)
    end
  end
`);

/** Which databases the run has lost. ARGV: run, databases. */
export const lostScript = withCommon(`
  local gone = {}
  for i = 2, #ARGV do
    redis.call('SELECT', ARGV[i])
    if not isClaimedBy(ARGV[1]) then gone[#gone + 1] = tonumber(ARGV[i]) end
  end
  return gone
`);

/**
 * What is in each database, and which of the commands may not be used. Changes nothing.
 * ARGV: the most databases, commands, which take the key first if they take one.
 */
export const surveyScript = withCommon(`
  local refused, databases = {}, {}
  for i = 2, #ARGV do
    local words = {}
    for word in string.gmatch(ARGV[i], '%S+') do words[#words + 1] = word end
    for _, word in ipairs({ marker, 'x', 'x', 'x' }) do words[#words + 1] = word end
    if redis.acl_check_cmd and not redis.acl_check_cmd(unpack(words)) then refused[#refused + 1] = ARGV[i] end
  end
  for n = 0, ARGV[1] - 1 do
    local selected = redis.pcall('SELECT', n)
    if selected.err then break end
    local run = redis.pcall('HGET', marker, 'run')
    local claimed = type(run) == 'string'
    local others = redis.call('DBSIZE')
    if claimed then
      others = 0
      for _, key in ipairs(redis.call('KEYS', '*')) do
        if key ~= marker and redis.call('HEXISTS', marker, 'key:' .. key) == 0 then others = others + 1 end
      end
    end
    databases[#databases + 1] = { others, claimed and run or '' }
  end
  return { databases, refused }
`);
