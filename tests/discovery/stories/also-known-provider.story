about    The table knows the mail servers: nobody is asked for those, and yet the rest is told
address  jo@gmail.com
option   survey
dns      _caldavs._tcp.gmail.com        SRV  0 1 443 calendar.google.com
expect   imap+tls://jo@gmail.com@imap.gmail.com:993 smtp+tls://jo@gmail.com@smtp.gmail.com:465 providers built-in
also     caldav https://calendar.google.com/.well-known/caldav srv
nothing-else
