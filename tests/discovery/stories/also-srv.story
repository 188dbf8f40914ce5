about    JMAP, calendars and contacts in SRV records, with a path and without
address  jo@example.org
option   survey
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.9
dns      _jmap._tcp.example.org         SRV  0 1 443 jmap.example.org
dns      _caldavs._tcp.example.org      SRV  0 1 8443 dav.example.org
dns      _caldavs._tcp.example.org      TXT  path=/calendars/
dns      _carddavs._tcp.example.org     SRV  0 1 443 dav.example.org
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
also     jmap https://jmap.example.org/.well-known/jmap srv
also     caldav https://dav.example.org:8443/calendars/ srv
also     carddav https://dav.example.org/.well-known/carddav srv
nothing-else
