-- Neovim without a screen, set up by the block of docs/editors.md: opens a file, waits for what is found in it, asks, mends it,
-- and prints all that as JSON. SETUP and FILE come from the environment.
-- What 0.8 brought.
vim.lsp.start = vim.lsp.start or function(config)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
dofile(vim.env.SETUP)
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))

local function found()
  return vim.tbl_map(function(one) return { line = one.lnum + 1, code = one.code } end, vim.diagnostic.get(0))
end
local function ask(method)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, vim.lsp.util.make_position_params(0, 'utf-16'), 15000) or {}) do return answer.result end
end

local out = { filetype = vim.bo.filetype }
vim.wait(15000, function() return #found() > 0 end, 50)
out.wrong = found()
vim.api.nvim_win_set_cursor(0, { 2, 31 })
out.hover = ask('textDocument/hover').contents.value
vim.cmd('silent 2substitute/ack=7/ack=1/')
vim.wait(15000, function() return #found() == 0 end, 50)
out.left = #found()
vim.api.nvim_win_set_cursor(0, { 4, 0 })
local proposed = ask('textDocument/completion')
out.completion = (proposed.items or proposed)[1].label
io.stdout:write(vim.fn.json_encode(out))
vim.cmd('qall!')
