(tool-bar-mode -1)
