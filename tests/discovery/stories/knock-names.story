about    SRV names a host that is gone: a usual name is waited for, although it is slow to be found
option   true-pace
option   knock
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 old.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 old.example.org
dns      mail.example.org               A    203.0.113.2
dns      mail.example.org               delay=1000
listen   203.0.113.2:993  tls mail.example.org
listen   203.0.113.2:465  tls mail.example.org
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 guess guessed
expect   imap+tls://old.example.org:993 smtp+tls://old.example.org:465 srv guessed
