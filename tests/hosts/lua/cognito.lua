-- A LuaJIT face for the C interface. LuaJIT reads C: the declarations are the header's own. Nothing is called back, since a
-- callback from a call that LuaJIT has compiled ends the process; so no call here has to be kept from being compiled.

local ffi = require("ffi")

-- LuaJIT has no preprocessor: the numbers in #define lines are read here, the block for C++ and the macros are left out.
local function declare(path)
    local constants, declarations, is_for_cpp = {}, {}, false
    for line in io.lines(path) do
        if line:find("^#ifdef __cplusplus") then
            is_for_cpp = true
        elseif line:find("^#endif") then
            is_for_cpp = false
        elseif line:find("^#") then
            local name, number = line:match("^#define (COGNITO_%w[%w_]*) (%d+)u?$")
            if name then
                constants[name] = tonumber(number)
            end
        elseif not is_for_cpp then
            declarations[#declarations + 1] = line
        end
    end
    local text = table.concat(declarations, "\n")
    text = text:gsub("COGNITO_ENUM%(([%w_]+), ([%w_]+)%)", "typedef %2 %1; enum")
    for _, macro in ipairs({ "CALL", "NULLABLE", "NONNULL", "SENDABLE" }) do
        text = text:gsub("COGNITO_" .. macro .. "%f[^%w_]", "")
    end
    ffi.cdef(text)
    return constants
end

return function(library_path, header_path)
    local constants = declare(header_path)
    local library = ffi.load(library_path)

    local function check(result)
        if result ~= library.COGNITO_OK then
            error(ffi.string(library.cognito_result_name(result)), 2)
        end
    end

    local function owned(completion)
        return ffi.gc(completion, library.cognito_completion_free)
    end

    local Cognito = {}
    Cognito.__index = Cognito

    -- options is JSON.
    function Cognito.new(options)
        local out_queue, out_provider = ffi.new("cognito_queue *[1]"), ffi.new("cognito_provider *[1]")
        check(library.cognito_queue_new(out_queue))
        check(library.cognito_provider_new_json(options, nil, nil, out_queue[0], out_provider, nil))
        check(library.cognito_provider_enable_events(out_provider[0], nil))
        return setmetatable({ queue = out_queue[0], provider = out_provider[0] }, Cognito)
    end

    -- The credentials that there are now, or nil while they are fetched: for every frame.
    function Cognito:try_get()
        local out = ffi.new("cognito_completion *[1]")
        local result = library.cognito_provider_try_get_credentials(self.provider, out)
        if out[0] ~= nil then
            return owned(out[0])
        elseif result ~= library.COGNITO_ERROR_PENDING then
            check(result)
        end
    end

    -- The kind of the next event, or nil.
    function Cognito:next_event()
        local item = ffi.new("cognito_queue_item")
        item.struct_size = ffi.sizeof(item)
        check(library.cognito_queue_next(self.queue, item))
        if item.kind == library.COGNITO_ITEM_EVENT then
            return library.cognito_completion_event_kind(owned(item.completion))
        end
    end

    function Cognito:wait()
        check(library.cognito_queue_wait(self.queue, constants.COGNITO_WAIT_FOREVER))
    end

    function Cognito:set_login(name, token)
        check(library.cognito_provider_set_login(self.provider, name, token))
    end

    function Cognito:sign_out()
        check(library.cognito_provider_sign_out(self.provider))
    end

    function Cognito:close()
        check(library.cognito_provider_free(self.provider))
        check(library.cognito_queue_free(self.queue))
    end

    return Cognito, library
end
