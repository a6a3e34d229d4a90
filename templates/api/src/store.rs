//! What is expected of a place where parameters are kept.

use std::error::Error;
use std::fmt;

pub(crate) mod ssm;

/// A place where parameters are kept.
pub(crate) trait ParameterStore {
    /// Gets the value of a parameter.
    async fn get(&self, name: &str) -> Result<String, StoreError>;
}

/// Why a parameter could not be had.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// The store answered that it does not have it.
    Missing { name: String },
    /// The store could not be asked, or did not want to answer.
    Unavailable {
        name: String,
        cause: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    fn missing(name: &str) -> Self {
        Self::Missing {
            name: name.to_owned(),
        }
    }

    fn unavailable(name: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable {
            name: name.to_owned(),
            cause: cause.into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "there is no parameter `{name}`"),
            Self::Unavailable { name, .. } => write!(f, "failed to read the parameter `{name}`"),
        }
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Missing { .. } => None,
            Self::Unavailable { cause, .. } => Some(cause.as_ref()),
        }
    }
}

#[cfg(test)]
pub(crate) mod fake {
    //! Small true stores for tests.

    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::{ParameterStore, StoreError};

    /// A store in memory.
    #[derive(Debug)]
    pub(crate) struct Shelf(Mutex<BTreeMap<String, String>>);

    impl Shelf {
        pub(crate) fn holding<const N: usize>(parameters: [(&str, &str); N]) -> Self {
            let shelf = Self(Mutex::default());
            for (name, value) in parameters {
                shelf.put(name, value);
            }
            shelf
        }

        pub(crate) fn put(&self, name: &str, value: &str) {
            let mut parameters = self.0.lock().expect("no test panicked in here");
            parameters.insert(name.to_owned(), value.to_owned());
        }
    }

    impl ParameterStore for Shelf {
        async fn get(&self, name: &str) -> Result<String, StoreError> {
            let parameters = self.0.lock().expect("no test panicked in here");
            parameters
                .get(name)
                .cloned()
                .ok_or_else(|| StoreError::missing(name))
        }
    }

    impl<S: ParameterStore> ParameterStore for &S {
        async fn get(&self, name: &str) -> Result<String, StoreError> {
            (*self).get(name).await
        }
    }

    /// A store at the end of a dead line.
    #[derive(Debug)]
    pub(crate) struct Unreachable;

    impl ParameterStore for Unreachable {
        async fn get(&self, name: &str) -> Result<String, StoreError> {
            Err(StoreError::unavailable(
                name,
                "connection refused by 10.0.0.7",
            ))
        }
    }
}
