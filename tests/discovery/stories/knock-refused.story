about    SRV names a host that refuses: the document is waited for, although it is slow to begin
option   true-pace
option   knock
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 old.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 old.example.org
dns      old.example.org                A    203.0.113.9
dns      autoconfig.example.org         A    203.0.113.1
dns      autoconfig.example.org         delay=1000
dns      imap.hoster.test               A    203.0.113.5
dns      smtp.hoster.test               A    203.0.113.6
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.5:993  tls imap.hoster.test
listen   203.0.113.6:465  tls smtp.hoster.test
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 autoconfig authenticated
