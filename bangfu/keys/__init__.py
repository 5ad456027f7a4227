"""密钥更换: another key for everything that is sealed, while people go on working, and the old one retired when nothing needs it any more."""
