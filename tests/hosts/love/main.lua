-- A LÖVE game, without a window: it asks in every frame.
--
-- usage: love DIRECTORY LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN HEADER LUA
-- Prints what every host here prints; see ../run. LUA is the directory of cognito.lua.

local go_on, cognito

-- As often as a long game does, so that LuaJIT compiles it.
local FRAMES = 10000

function love.load(arguments)
    io.stdout:setvbuf("line")
    local library_path, pool_id, endpoint, dead_endpoint, token, header_path, lua = unpack(arguments)
    local Cognito, library = dofile(lua .. "/cognito.lua")(library_path, header_path)
    go_on = dofile(lua .. "/day.lua")(Cognito, library, pool_id, endpoint, dead_endpoint, token)
    cognito = go_on()
end

function love.update()
    for _ = 1, FRAMES do
        cognito:try_get()
    end
    cognito = go_on()
    if not cognito then
        love.event.quit()
    end
end
