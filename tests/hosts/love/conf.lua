function love.conf(t)
    t.modules.audio, t.modules.graphics, t.modules.joystick, t.modules.sound, t.modules.window = false, false, false, false, false
end
