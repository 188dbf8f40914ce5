about    A redirect loop ends after three
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml redirect https://autoconfig.example.org/mail/config-v1.1.xml
only
within   5000
