;; >>> letterplate a1 >>>
(load "~/.config/letterplate/a1.el" t t t)
;; <<< letterplate a1 <<<
