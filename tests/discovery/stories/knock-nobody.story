about    Nobody answers anywhere: it ends at the hard deadline, and the rank stays
option   true-pace
option   knock
option   deadline 1500
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 old.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 old.example.org
dns      old.example.org                A    203.0.113.9
dns      autoconfig.example.org         A    203.0.113.1
listen   203.0.113.1:0    silent
listen   203.0.113.9:0    silent
expect   imap+tls://old.example.org:993 smtp+tls://old.example.org:465 srv guessed
within   3500
