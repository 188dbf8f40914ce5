about    Sixty thousand brackets that open are no document
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.9
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc-deep.json
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
only
