-- A LuaJIT host, as game engines embed it. It takes the declarations from the header itself: LuaJIT reads C.
--
-- usage: luajit host.lua LIBRARY POOL_ID ENDPOINT HEADER
-- Prints the identity id, the access key id and the expiration.

local ffi = require("ffi")

local ANSWER_LIMIT_MS = 60000

local library_path, pool_id, endpoint, header_path = arg[1], arg[2], arg[3], arg[4]

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

local constants = declare(header_path)
local library = ffi.load(library_path)

local function check(result, what)
    if result ~= library.COGNITO_OK then
        error(what .. ": " .. ffi.string(library.cognito_result_name(result)), 2)
    end
end

-- Calls that can run a callback must not be compiled by LuaJIT's tracer; see "FFI callbacks" in its manual.
local function dispatch(queue)
    return library.cognito_queue_dispatch(queue, 0, 0, nil)
end
jit.off(dispatch)

-- What the completion says; read in the callback, which is as long as it may be.
local function ask(begin, provider, queue)
    local answers = {}
    local keep = ffi.cast("cognito_completion_fn", function(_, completion)
        local secret = library.cognito_completion_secret_access_key(completion)
        local token = library.cognito_completion_session_token(completion)
        local access_key_id = library.cognito_completion_access_key_id(completion)
        answers[#answers + 1] = {
            result = library.cognito_completion_result(completion),
            identity_id = ffi.string(library.cognito_completion_identity_id(completion)),
            access_key_id = access_key_id ~= nil and ffi.string(access_key_id),
            has_secrets = secret ~= nil and token ~= nil,
            expiration_unix_ms = library.cognito_completion_expiration_unix_ms(completion),
        }
    end)
    check(begin(provider, nil, keep, nil, nil), "begin")
    collectgarbage()
    while #answers == 0 do
        check(library.cognito_queue_wait(queue, ANSWER_LIMIT_MS), "wait")
        check(dispatch(queue), "dispatch")
    end
    keep:free()
    assert(#answers == 1, "more than one callback")
    check(answers[1].result, "answer")
    return answers[1]
end

assert(library.cognito_abi_version() == constants.COGNITO_ABI_VERSION, "another ABI version")
local out_queue = ffi.new("cognito_queue *[1]")
check(library.cognito_queue_new(out_queue), "queue")
local queue = out_queue[0]

local options = ffi.new("cognito_provider_options")
options.struct_size = ffi.sizeof(options)
options.identity_pool_id = pool_id
options.endpoint = endpoint
options.storage_directory = ""
local out_provider = ffi.new("cognito_provider *[1]")
check(library.cognito_provider_new(options, queue, out_provider, nil), "provider")
local provider = out_provider[0]

local identity = ask(library.cognito_provider_get_identity_id, provider, queue)
local credentials = ask(library.cognito_provider_get_credentials, provider, queue)
check(library.cognito_provider_free(provider), "free provider")
check(library.cognito_queue_free(queue), "free queue")

assert(identity.identity_id == credentials.identity_id, "two identity ids")
assert(credentials.has_secrets, "no secret access key or no session token")
local expiration = tostring(credentials.expiration_unix_ms):gsub("LL$", "")
print(identity.identity_id .. " " .. credentials.access_key_id .. " " .. expiration)
