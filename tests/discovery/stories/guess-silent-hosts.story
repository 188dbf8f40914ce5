about    Most names lead to hosts that keep silent; the finds do not wait for them
option   true-pace
address  jo@example.org
dns      imap.example.org  A  203.0.113.2
dns      smtp.example.org  A  203.0.113.3
dns      mail.example.org  A  203.0.113.4
dns      pop.example.org   A  203.0.113.5
dns      pop3.example.org  A  203.0.113.6
dns      mx.example.org    A  203.0.113.7
dns      example.org       A  203.0.113.8
dns      autoconfig.example.org    A  203.0.113.9
dns      autodiscover.example.org  A  203.0.113.10
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
listen   203.0.113.4:0    silent
listen   203.0.113.5:0    silent
listen   203.0.113.6:0    silent
listen   203.0.113.7:0    silent
listen   203.0.113.8:0    silent
listen   203.0.113.9:0    silent
listen   203.0.113.10:0   silent
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 guess guessed
within   3800
