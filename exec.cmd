@rem What exec is to other shells, so that "npm start" is one line everywhere.
@%*
