about    Offline nobody is asked
address  jo@gmail.com
option   survey
option   offline
dns      _caldavs._tcp.gmail.com        SRV  0 1 443 calendar.google.com
expect   imap+tls://jo@gmail.com@imap.gmail.com:993 smtp+tls://jo@gmail.com@smtp.gmail.com:465 providers built-in
nothing-else
