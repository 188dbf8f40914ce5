about    Who answers the knock does not wait for those that keep silent
option   true-pace
option   knock
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 old.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 old.example.org
dns      old.example.org                A    203.0.113.9
dns      autoconfig.example.org         A    203.0.113.1
dns      example.org                    A    203.0.113.1
listen   203.0.113.9:993  tls old.example.org
listen   203.0.113.9:465  tls old.example.org
listen   203.0.113.1:0    silent
expect   imap+tls://old.example.org:993 smtp+tls://old.example.org:465 srv guessed
within   3800
