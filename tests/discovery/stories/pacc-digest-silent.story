about    The name server keeps silent about the digest: the document does not wait for it
option   true-pace
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
dns      _ua-auto-config.example.org    silent
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc.json
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
within   5000
