about    404, 500 and 401 are no settings
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
listen   203.0.113.1:443  tls autoconfig.example.org,example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 500 text/xml good.xml
page     https://autoconfig.example.org/.well-known/mail-v1.xml 401 text/xml good.xml
page     https://example.org/.well-known/autoconfig/mail/config-v1.1.xml 404 text/xml good.xml
only
