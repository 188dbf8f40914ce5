about    A user name that the address cannot answer is left for the person to say
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml customer-number.xml
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 autoconfig authenticated
hint     username
field    Customer number
