about    What is not https, holds a user name or would move a cursor is not told
address  jo@example.org
option   survey
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.9
dns      ua-auto-config.example.org     A    203.0.113.1
listen   203.0.113.1:443  tls ua-auto-config.example.org
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc-urls.json
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
nothing-else
