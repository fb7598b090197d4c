-- A LuaJIT host without a game around it: it waits for the queue.
--
-- usage: luajit host.lua LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN HEADER
-- Prints what every host here prints; see ../run.

local library_path, pool_id, endpoint, dead_endpoint, token, header_path = unpack(arg)
local here = arg[0]:match("^(.*)/")
local Cognito, library = dofile(here .. "/cognito.lua")(library_path, header_path)
local go_on = dofile(here .. "/day.lua")(Cognito, library, pool_id, endpoint, dead_endpoint, token)

local cognito = go_on()
while cognito do
    cognito:wait()
    cognito = go_on()
end
