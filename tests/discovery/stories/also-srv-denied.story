about    Services that are decidedly not there, and a path that would move a cursor
address  jo@example.org
option   survey
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.9
dns      _jmap._tcp.example.org         SRV  0 0 0 .
dns      _caldavs._tcp.example.org      SRV  0 1 443 dav.example.org
dns      _caldavs._tcp.example.org      TXT  path=/a[2J
dns      _carddavs._tcp.example.org     SRV  0 1 443 dav.example.org
dns      _carddavs._tcp.example.org     TXT  path=contacts
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
also     carddav https://dav.example.org/.well-known/carddav srv
nothing-else
