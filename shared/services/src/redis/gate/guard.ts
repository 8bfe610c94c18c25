import type { CommandTable } from './command-table.ts';
import { common, inOneLine } from './lua.ts';

/**
 * What a client's script finds in the place of `redis`: its commands are held to the same rules as
 * those that come to the gate, and the marker is not seen.
 */
export function scriptGuard(table: CommandTable): string {
  return inOneLine(`
    local redis = (function()
      ${common}
      local commands = '${table.text}'

      local function howFor(name)
        local _, at = string.find(commands, ' ' .. name .. '=', 1, true)
        return at and string.match(commands, '^%S+', at + 1)
      end

      local function keysOf(how, args)
        if how == 'somewhere' then return redis.call('COMMAND', 'GETKEYS', unpack(args)) end
        local first, last, step = string.match(how, '(-?%d+),(-?%d+),(-?%d+)')
        if tonumber(last) < 0 then last = #args + 1 + last else last = last + 1 end
        local keys = {}
        for i = first + 1, last, step do if args[i] then keys[#keys + 1] = tostring(args[i]) end end
        return keys
      end

      local function refusal(name, args)
        local how = howFor(name)
        if how == 'family' then
          name = name .. '|' .. string.lower(tostring(args[2]))
          how = howFor(name)
        end
        if name == 'copy' then
          for i = 4, #args do if string.lower(tostring(args[i])) == 'db' then how = nil end end
        end
        if not how then return refuse('the Redis that REDIS_URL names is not alone for this run, so a script may not use ' .. string.upper(name) .. ': unset REDIS_URL for a server of its own') end
        if how == 'read' then return nil end
        if not isClaimedBy() then return failure(lost()) end
        for _, key in ipairs(keysOf(how, args)) do
          local refused = own(key)
          if refused then return refused end
        end
        return nil
      end

      local function without(keys)
        local rest = {}
        for _, key in ipairs(keys) do if key ~= marker then rest[#rest + 1] = key end end
        return rest
      end

      local unseen = {
        keys = function(reply) return without(reply) end,
        scan = function(reply) return { reply[1], without(reply[2]) } end,
        dbsize = function(reply) return reply - redis.call('EXISTS', marker) end,
        randomkey = function(reply)
          if redis.call('DBSIZE') == redis.call('EXISTS', marker) then return false end
          while reply == marker do reply = redis.call('RANDOMKEY') end
          return reply
        end
      }

      local function does(way, ...)
        local args = { ... }
        local name = string.lower(tostring(args[1]))
        local refused = refusal(name, args)
        if refused then return refused, true end
        local reply = way(...)
        if unseen[name] and not (type(reply) == 'table' and reply.err) then reply = unseen[name](reply) end
        return reply
      end

      local guarded = {}
      for name, value in pairs(redis) do guarded[name] = value end
      guarded.pcall = function(...) return (does(redis.pcall, ...)) end
      guarded.call = function(...)
        local reply, refused = does(redis.call, ...)
        if refused then error(redis.REDIS_VERSION_NUM and reply or reply.err) end
        return reply
      end
      return guarded
    end)()
    local server = redis;
  `);
}

/** A client's script behind the guard. A first line such as `#!lua flags=no-writes` stays the first. */
export function guarded(guard: string, script: Buffer): Buffer {
  const text = script.toString('latin1');
  const [first = ''] = /^#!.*\n/.exec(text) ?? [];
  return Buffer.from(`${first}${guard} ${text.slice(first.length)}`, 'latin1');
}

/** Any one command, behind the guard. ARGV: the command. */
export const oneCommand = Buffer.from('return redis.call(unpack(ARGV))');
