about    The one document names more than mail; what others say too is told once
address  jo@example.org
option   survey
dns      ua-auto-config.example.org     A    203.0.113.1
dns      _ua-auto-config.example.org    TXT  v=UAAC1; a=sha256; d=jzVlUWZAJwMPULmAY+g9vq+d0LpzqXtZTiB2WM9zFUw=
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
dns      _caldavs._tcp.example.org      SRV  0 1 443 dav.example.org
dns      _caldavs._tcp.example.org      TXT  path=/calendars/
dns      _carddavs._tcp.example.org     SRV  0 1 443 other.example.org
listen   203.0.113.1:443  tls ua-auto-config.example.org
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc.json
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
expect   pop3+tls://jo@example.org@pop.example.org:995 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
also     jmap https://jmap.example.org/session pacc
also     caldav https://dav.example.org/calendars/ pacc
also     carddav https://dav.example.org/contacts/ pacc
also     carddav https://other.example.org/.well-known/carddav srv
nothing-else
times    1 /.well-known/user-agent-configuration.json
