;;; Emacs without a screen, set up by the block of docs/editors.md: opens a file, waits for what is found in it, asks, mends it,
;;; and prints all that as JSON. SETUP and FILE come from the environment.
(require 'json)
(require 'cl-lib)
(require 'eglot)
(require 'flymake)

(load (getenv "SETUP") nil t)

(defun until (found)
  "Waits for FOUND, at most 15 seconds."
  (cl-loop repeat 300 until (funcall found) do (accept-process-output nil 0.05)))

(defun wrong ()
  ;; Without a screen nothing looks at the buffer by itself.
  (flymake-start)
  (flymake-diagnostics))

(find-file (getenv "FILE"))
;; There is no command loop, behind whose first command Eglot connects.
(run-hooks 'post-command-hook)
(until #'eglot-current-server)
(until #'wrong)
(let ((found (mapcar (lambda (one) (list (line-number-at-pos (flymake-diagnostic-beg one)) (flymake-diagnostic-text one))) (wrong)))
      (mode (symbol-name major-mode)))
  (goto-char (point-min))
  (search-forward "ack=")
  (backward-char)
  (let ((hover (plist-get (plist-get (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams)) :contents) :value)))
    (forward-char)
    (delete-char 1)
    (insert "1")
    ;; Nobody is idle without a command loop.
    (eglot--signal-textDocument/didChange)
    (until (lambda () (not (wrong))))
    (goto-char (point-max))
    (let ((proposed (all-completions "" (nth 2 (eglot-completion-at-point)))))
      (princ (json-encode `((mode . ,mode) (wrong . ,(vconcat found)) (hover . ,hover) (left . ,(length (wrong))) (completion . ,(car proposed))))))))
(set-buffer-modified-p nil)
(kill-emacs)
