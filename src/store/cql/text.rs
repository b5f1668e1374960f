//! CQL2 as text.

use crate::store::cql::{
    Comparison, Expression, MOST_DEEP, Operand, Pattern, Shape, TimeTest, alike, compare, day,
    interval, polygon, position, property, shape_box, time,
};
use crate::store::crs::Crs;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A word, perhaps one that the language keeps for itself.
    Word(String),
    /// A name in double quotes, never one of the language's words.
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 9] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ","];

pub(super) fn read(text: &str, crs: Crs) -> Result<Expression, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, crs };
    let expression = parser.any()?;
    match parser.next() {
        None => Ok(expression),
        Some(token) => Err(format!("{} after its end", told(Some(&token)))),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            let (words, length) = quoted(rest, '\'')?;
            tokens.push(Token::Text(words));
            length
        } else if first == '"' {
            let (name, length) = quoted(rest, '"')?;
            tokens.push(Token::Name(name));
            length
        } else if first.is_ascii_digit() || first == '-' || first == '+' {
            let exponent = |before: Option<char>| matches!(before, Some('e' | 'E'));
            let mut before = None;
            let length = rest
                .find(|it: char| {
                    let sign = matches!(it, '+' | '-');
                    let own = it.is_ascii_alphanumeric() || it == '.';
                    let part = own || sign && (before.is_none() || exponent(before));
                    before = Some(it);
                    !part
                })
                .unwrap_or(rest.len());
            let number = rest[..length].parse().ok().filter(|it: &f64| it.is_finite());
            tokens.push(Token::Number(
                number.ok_or(format!("`{}` is not a number", &rest[..length]))?,
            ));
            length
        } else if first.is_alphabetic() || first == '_' {
            let part = |it: char| it.is_alphanumeric() || "_.:".contains(it);
            let length = rest.find(|it| !part(it)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else {
            let sign = SIGNS.into_iter().find(|it| rest.starts_with(it));
            let sign = sign.ok_or_else(|| format!("`{first}` means nothing here"))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// What stands in quotes, and its length with them. A quote in it is doubled or follows a backslash.
fn quoted(text: &str, quote: char) -> Result<(String, usize), String> {
    let mut words = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|(_, it)| *it == quote) => {
                words.push(quote);
                letters.next();
            }
            _ if letter != quote => words.push(letter),
            _ if letters.peek().is_some_and(|(_, it)| *it == quote) => {
                words.push(quote);
                letters.next();
            }
            _ => return Ok((words, at + 1)),
        }
    }
    Err(format!("{quote} is never closed"))
}

fn told(token: Option<&Token>) -> String {
    match token {
        None => "its end".to_owned(),
        Some(Token::Word(word)) => format!("`{word}`"),
        Some(Token::Name(name)) => format!("`\"{name}\"`"),
        Some(Token::Text(text)) => format!("'{text}'"),
        Some(Token::Number(number)) => number.to_string(),
        Some(Token::Sign(sign)) => format!("`{sign}`"),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    crs: Crs,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Takes the word, in any case, if it comes next.
    fn word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Word(it)) if it.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(is);
        is
    }

    fn must(&mut self, sign: &str) -> Result<(), String> {
        if self.sign(sign) { Ok(()) } else { Err(self.fault(&format!("`{sign}`"))) }
    }

    fn fault(&self, expected: &str) -> String {
        format!("{expected} must stand where {} is", told(self.peek()))
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        self.depth += 1;
        if self.depth > MOST_DEEP {
            return Err(format!("more than {MOST_DEEP} brackets inside one another"));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn any(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.one()?];
        while self.word("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn one(&mut self) -> Result<Expression, String> {
        if self.word("not") {
            return self.deeper(|it| Ok(Expression::Not(Box::new(it.one()?))));
        }
        if self.sign("(") {
            return self.deeper(|it| {
                let inner = it.any()?;
                it.must(")")?;
                Ok(inner)
            });
        }
        if let Some(Token::Word(word)) = self.peek().cloned() {
            let word = word.to_ascii_lowercase();
            let called = self.tokens.get(self.at + 1) == Some(&Token::Sign("("));
            if called && word == "s_intersects" {
                self.at += 2;
                return self.near();
            }
            if let Some(test) = TimeTest::named(&word).filter(|_| called) {
                self.at += 2;
                return self.time(test);
            }
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        let value = self.operand()?;
        if let Operand::Flag(flag) = value
            && !matches!(self.peek(), Some(Token::Sign("=" | "<>")))
        {
            return Ok(Expression::Constant(flag));
        }
        for (sign, comparison) in SIGNS_OF_COMPARISON {
            if self.sign(sign) {
                return compare(value, comparison, self.operand()?);
            }
        }
        if self.word("is") {
            let not = self.word("not");
            if !self.word("null") {
                return Err(self.fault("NULL"));
            }
            return Ok(turned(not, Expression::Null(value)));
        }
        let not = self.word("not");
        let tested = if self.word("like") {
            let pattern = match self.operand()? {
                Operand::Text(text) => Pattern::of(&text),
                _ => return Err("LIKE takes words in single quotes".to_owned()),
            };
            alike(value, Operand::Text(String::new()))
                .map(|(value, _)| Expression::Like(value, pattern))?
        } else if self.word("between") {
            let low = self.operand()?;
            if !self.word("and") {
                return Err(self.fault("AND"));
            }
            let (value, low) = alike(value, low)?;
            let (value, high) = alike(value, self.operand()?)?;
            Expression::Between(value, low, high)
        } else if self.word("in") {
            self.must("(")?;
            let mut list = Vec::new();
            let mut value = value;
            loop {
                let (same, item) = alike(value, self.operand()?)?;
                value = same;
                list.push(item);
                if !self.sign(",") {
                    break;
                }
            }
            self.must(")")?;
            Expression::In(value, list)
        } else {
            return Err(self.fault("a comparison"));
        };
        Ok(turned(not, tested))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        let Some(token) = self.next() else {
            self.at -= 1;
            return Err(self.fault("a property or a value"));
        };
        match token {
            Token::Text(text) => Ok(Operand::Text(text)),
            Token::Number(number) => Ok(Operand::Number(number)),
            Token::Name(name) => property(&name).map(Operand::Property),
            Token::Word(word) => {
                let small = word.to_ascii_lowercase();
                let called = self.peek() == Some(&Token::Sign("("));
                match small.as_str() {
                    "true" => Ok(Operand::Flag(true)),
                    "false" => Ok(Operand::Flag(false)),
                    "casei" | "accenti" if called => self.deeper(|it| {
                        it.must("(")?;
                        let inner = it.operand()?.changed(small == "casei")?;
                        it.must(")")?;
                        Ok(inner)
                    }),
                    "date" | "timestamp" if called => {
                        self.must("(")?;
                        let text = self.text()?;
                        self.must(")")?;
                        day(&text).map(Operand::Day)
                    }
                    _ if called => Err(format!("there is no function `{word}`")),
                    _ => property(&word).map(Operand::Property),
                }
            }
            Token::Sign(_) => {
                self.at -= 1;
                Err(self.fault("a property or a value"))
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        match self.peek().cloned() {
            Some(Token::Text(text)) => {
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.fault("words in single quotes")),
        }
    }

    fn near(&mut self) -> Result<Expression, String> {
        let name = match self.next() {
            Some(Token::Word(name) | Token::Name(name)) => name,
            other => return Err(format!("geometry must stand where {} is", told(other.as_ref()))),
        };
        if !matches!(name.as_str(), "geometry" | "geom") {
            return Err(format!("`{name}` is not a geometry; geometry is"));
        }
        self.must(",")?;
        let shape = self.shape()?;
        self.must(")")?;
        Ok(Expression::Near(shape))
    }

    fn shape(&mut self) -> Result<Shape, String> {
        if self.word("point") {
            self.must("(")?;
            let at = self.position()?;
            self.must(")")?;
            return Ok(Shape::Point(position(self.crs, at)?));
        }
        if self.word("bbox") {
            self.must("(")?;
            let mut numbers = vec![self.number()?];
            while self.sign(",") {
                numbers.push(self.number()?);
            }
            self.must(")")?;
            return shape_box(self.crs, &numbers);
        }
        if self.word("polygon") {
            self.must("(")?;
            let mut rings = vec![self.ring()?];
            while self.sign(",") {
                rings.push(self.ring()?);
            }
            self.must(")")?;
            return polygon(self.crs, rings);
        }
        Err(self.fault("POINT, BBOX or POLYGON"))
    }

    fn ring(&mut self) -> Result<Vec<[f64; 2]>, String> {
        self.must("(")?;
        let mut ring = vec![self.position()?];
        while self.sign(",") {
            ring.push(self.position()?);
        }
        self.must(")")?;
        Ok(ring)
    }

    fn position(&mut self) -> Result<[f64; 2], String> {
        Ok([self.number()?, self.number()?])
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.peek() {
            Some(&Token::Number(number)) => {
                self.at += 1;
                Ok(number)
            }
            _ => Err(self.fault("a number")),
        }
    }

    fn time(&mut self, how: TimeTest) -> Result<Expression, String> {
        let name = match self.next() {
            Some(Token::Word(name) | Token::Name(name)) => property(&name)?,
            other => {
                return Err(format!("a property must stand where {} is", told(other.as_ref())));
            }
        };
        self.must(",")?;
        let days = if self.word("interval") {
            self.must("(")?;
            let first = self.text()?;
            self.must(",")?;
            let last = self.text()?;
            self.must(")")?;
            interval(&first, &last)?
        } else {
            match self.operand()? {
                Operand::Day(day) => (day, day),
                Operand::Text(text) => day(&text).map(|day| (day, day))?,
                other => return Err(format!("{} is not a day", other.told())),
            }
        };
        self.must(")")?;
        time(how, name, days)
    }
}

const SIGNS_OF_COMPARISON: [(&str, Comparison); 6] = [
    ("=", Comparison::Equal),
    ("<>", Comparison::Unequal),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

fn turned(not: bool, expression: Expression) -> Expression {
    if not { Expression::Not(Box::new(expression)) } else { expression }
}
