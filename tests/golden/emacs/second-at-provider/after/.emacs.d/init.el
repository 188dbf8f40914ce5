;; >>> letterplate bob-example-test >>>
(load "~/.config/letterplate/bob-example-test.el" t t t)
;; <<< letterplate bob-example-test <<<
