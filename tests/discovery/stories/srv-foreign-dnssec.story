about    The same where DNSSEC vouches for it
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 imap.hoster.test
dns      _submissions._tcp.example.org  SRV  0 1 465 smtp.hoster.test
dns      imap.hoster.test               A    203.0.113.5
dns      smtp.hoster.test               A    203.0.113.5
dnssec   _imaps._tcp.example.org
dnssec   _submissions._tcp.example.org
expect   imap+tls://imap.hoster.test:993 smtp+tls://smtp.hoster.test:465 srv authenticated
