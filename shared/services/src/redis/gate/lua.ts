import { gateError } from '../refusal.ts';

/**
 * The key that marks a database as claimed: a hash. `run` is the token of the run that has claimed
 * it, each field `key:NAME` a key that the run may write and has to delete, `note` a refusal that
 * no client has been told of yet.
 */
export const marker = 'workbook:claim';

/**
 * What clients' scripts and the gate's own can rely on; it stands in front of each, in one line.
 */
export const common = `
  local redis = redis
  local marker = '${marker}'

  local function failure(sentence) return { err = '${gateError} ' .. sentence } end

  local function shown(key)
    local text = string.gsub(string.sub(key, 1, 80), '%c', '?')
    return '"' .. text .. '"'
  end

  local function place(database)
    return (database and 'database ' .. database or 'a database') .. ' of the Redis that REDIS_URL names '
  end

  local function foreign(key, database)
    return place(database) .. 'holds the key ' .. shown(key) .. ', which is not from the workbook: another client has begun to use that database, so stop it or give it another number, and begin again'
  end

  local function lost(database)
    return place(database) .. 'is not claimed by this run any more: the server was emptied, or another run has taken this one for dead, so begin again'
  end

  local function refuse(sentence)
    if redis.call('EXISTS', marker) == 1 then redis.pcall('HSET', marker, 'note', sentence) end
    return failure(sentence)
  end

  local function own(key, database)
    if redis.call('HEXISTS', marker, 'key:' .. key) == 1 then return nil end
    if redis.call('EXISTS', key) == 1 then return refuse(foreign(key, database)) end
    redis.call('HSET', marker, 'key:' .. key, '')
    return nil
  end

  local function isClaimedBy(run)
    local found = redis.pcall('HGET', marker, 'run')
    return type(found) == 'string' and (run == nil or found == run)
  end

  local function clear()
    local stranger
    for _, key in ipairs(redis.call('KEYS', '*')) do
      if key ~= marker then
        if redis.call('HEXISTS', marker, 'key:' .. key) == 1 then redis.call('DEL', key)
        else stranger = stranger or key end
      end
    end
    return stranger
  end
`;

/** Lua as one line: the lines of a script that stands behind it keep their numbers. */
export const inOneLine = (text: string) => text.trim().replace(/\s*\n\s*/g, ' ');

/** A script of the gate's own. */
export const withCommon = (text: string) => inOneLine(`${common} ${text}`);
